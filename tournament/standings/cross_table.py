"""The cross-table: every team against every other, in blocks so that a page stays small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tournament.replays.models import Gif
from tournament.tournaments.models import Job, Tournament
from tournament.tournaments.states import JobState, Outcome

from .points import Played, Tally, tally_of
from .selectors import Line

BLOCK = 16


@dataclass
class Cell:
    """What the row's team did against the column's; several rounds share one cell."""

    jobs: list[Job] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    film: bool = False

    @property
    def result(self) -> str:
        """win, draw, loss or void over the done rounds; empty before the first."""
        tally = self.tally
        if not tally.jobs:
            return ""
        if tally.jobs == tally.void:
            return "void"
        if tally.won == tally.lost:
            return "draw"
        return "win" if tally.won > tally.lost else "loss"

    @property
    def state(self) -> str:
        """The state that deserves attention first, for a cell without a result."""
        states = {job.state for job in self.jobs}
        order = (JobState.UNDECIDED, JobState.RUNNING, JobState.WAITING, JobState.CANCELLED)
        return next((str(state) for state in order if state in states), "")

    @property
    def job(self) -> Job | None:
        """The job to look at: the latest one done, else the first."""
        done = [job for job in self.jobs if job.state == JobState.DONE]
        return (done or self.jobs or [None])[-1 if done else 0]


@dataclass(frozen=True)
class Row:
    line: Line
    cells: list[Cell | None]


@dataclass(frozen=True)
class CrossTable:
    """`rows` against `columns`; a cell is None on the diagonal."""

    columns: list[Line]
    rows: list[Row]


def cross_table(
    tournament: Tournament, lines: Sequence[Line], *, row_block: int = 0, column_block: int = 0
) -> CrossTable:
    """One block of the table of the given standings lines. Two queries."""
    rows = list(lines[row_block * BLOCK : (row_block + 1) * BLOCK])
    columns = list(lines[column_block * BLOCK : (column_block + 1) * BLOCK])
    jobs = _jobs(tournament, [*rows, *columns])
    drawn = Gif.objects.filter(match__job__in=[job.pk for job in jobs], sha256__gt="")
    films = set(drawn.values_list("match__job", flat=True))
    cells: dict[tuple[int, int], Cell] = {}
    for job in jobs:
        _add(cells, job, film=job.pk in films, first=True)
        _add(cells, job, film=job.pk in films, first=False)
    return CrossTable(columns, [Row(line, _row(line, columns, cells)) for line in rows])


def _row(line: Line, columns: list[Line], cells: dict[tuple[int, int], Cell]) -> list[Cell | None]:
    own = line.entry.pk
    return [
        None if column.entry.pk == own else cells.get((own, column.entry.pk), Cell())
        for column in columns
    ]


def _jobs(tournament: Tournament, lines: list[Line]) -> list[Job]:
    entries = {line.entry.pk for line in lines}
    wanted = Job.objects.filter(tournament=tournament, first__in=entries, second__in=entries)
    return list(
        wanted.only(
            "pk", "state", "outcome", "score", "first_wins", "second_wins", "first_id", "second_id"
        ).order_by("round", "pk")
    )


def _add(cells: dict[tuple[int, int], Cell], job: Job, *, film: bool, first: bool) -> None:
    pair = (job.first_id, job.second_id) if first else (job.second_id, job.first_id)
    cell = cells.setdefault(pair, Cell())
    cell.jobs.append(job)
    if job.state == JobState.DONE:
        cell.tally += tally_of(_played(job), first=first)
        cell.film = film


def _played(job: Job) -> Played:
    return Played(
        first=job.first_id,
        second=job.second_id,
        outcome=Outcome(job.outcome).value,
        score=job.score,
        first_wins=job.first_wins,
        second_wins=job.second_wins,
    )


def blocks(lines: Sequence[object]) -> list[tuple[int, int, int]]:
    """(block, first place, last place) of every block; places count from 1."""
    return [
        (start // BLOCK, start + 1, min(start + BLOCK, len(lines)))
        for start in range(0, len(lines), BLOCK)
    ]
