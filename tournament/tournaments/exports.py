"""Standings, jobs and matches as tables for other programs: CSV and JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from tournament.standings.selectors import standings

from .models import Match, Tournament
from .selectors import jobs_of, matches_of

Row = dict[str, Any]

# A spreadsheet takes a cell that begins so for a formula, and runs it.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def standings_rows(tournament: Tournament) -> list[Row]:
    return [
        {
            "rank": line.rank,
            "team": line.entry.team.name,
            "version": line.entry.agent.version,
            "state": line.entry.state,
            "points": line.tally.points,
            "jobs": line.tally.jobs,
            "won": line.tally.won,
            "drawn": line.tally.drawn,
            "lost": line.tally.lost,
            "void": line.tally.void,
            "matches_won": line.tally.matches_won,
            "matches_lost": line.tally.matches_lost,
            "score_difference": line.tally.score,
            "faults": line.faults,
        }
        for line in standings(tournament)
    ]


def jobs_rows(tournament: Tournament) -> list[Row]:
    return [
        {
            "job": job.pk,
            "key": job.key,
            "round": job.round,
            "first": job.first.team.name,
            "second": job.second.team.name,
            "state": job.state,
            "outcome": job.outcome,
            "first_wins": job.first_wins,
            "second_wins": job.second_wins,
            "score": job.score,
            "counts": job.counts,
            "seconds": None if job.seconds is None else round(job.seconds, 3),
            "reason": job.reason,
        }
        for job in jobs_of(tournament)
    ]


def matches_rows(tournament: Tournament) -> list[Row]:
    return [
        {
            "job": match.job_id,
            "number": match.number,
            "red": match.red.team.name,
            "blue": match.blue.team.name,
            "layout": match.layout_name,
            "winner": match.winner,
            "score": match.score,
            "end": match.end,
            "moves": match.moves,
            "faults": "; ".join(f"{f.side} {f.kind} at {f.move}" for f in match.faults.all()),
            "digest": match.digest,
            "evidence_digest": match.evidence_digest,
            **_fuel(match),
            "replay": match.replay_sha256,
        }
        for match in matches_of(tournament)
    ]


def _fuel(match: Match) -> Row:
    """What each side used; empty cells where time was not counted in fuel."""
    fuel = match.fuel or {"red": {}, "blue": {}}
    return {
        f"{side}_fuel{suffix}": fuel[side].get(name)
        for side in ("red", "blue")
        for suffix, name in FUEL_COLUMNS.items()
    }


FUEL_COLUMNS = {"": "total", "_largest": "largest", "_largest_move": "largest_move"}
TABLES = {"standings": standings_rows, "jobs": jobs_rows, "matches": matches_rows}


def as_csv(rows: Sequence[Row]) -> str:
    """The rows with a head line; text that a spreadsheet would run is quoted by an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    if rows:
        writer.writerow(rows[0])
    writer.writerows(_cells(row.values()) for row in rows)
    return out.getvalue()


def as_document(tournament: Tournament, table: str, rows: Sequence[Row]) -> Row:
    """The rows with what the tournament was; its secret only after the end."""
    return {
        "tournament": tournament.slug,
        "name": tournament.name,
        "state": tournament.state,
        "rules": tournament.rules,
        "length": tournament.length,
        "rounds": tournament.rounds,
        "layouts": tournament.layouts,
        "limits": tournament.limits,
        "backend": tournament.backend,
        "image": tournament.image,
        "wasmtime": tournament.wasmtime,
        "engine_version": tournament.engine_version,
        "rules_version": tournament.rules_version,
        "secret": tournament.secret if tournament.has_ended else None,
        table: list(rows),
    }


def _cells(values: Iterable[Any]) -> list[Any]:
    return [harmless(value) if isinstance(value, str) else value for value in values]


def harmless(text: str) -> str:
    """`text` as a CSV cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
