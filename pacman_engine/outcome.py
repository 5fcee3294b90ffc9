"""What the matches of a job come to, and which of them stands for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

MatchDoc = Mapping[str, Any]


class Outcome(TypedDict):
    """``winner`` is the index of a team in the job (0 or 1), None for a draw.

    ``score`` is the sum over the matches in team 0's view.
    """

    winner: int | None
    wins: list[int]
    draws: int
    score: int


def match_winner(match: MatchDoc) -> int | None:
    """The index of the team that won a match, None for a draw (or a void match)."""
    if match["winner"] == "draw":
        return None
    won_as_red = match["winner"] == "red"
    red = int(match["red"])
    return red if won_as_red else 1 - red


def job_outcome(matches: Sequence[MatchDoc]) -> Outcome:
    """Who won the job: more wins decide, then the total score; otherwise it is a draw."""
    winners = [match_winner(match) for match in matches]
    wins = [winners.count(0), winners.count(1)]
    score = sum(match["score"] if match["red"] == 0 else -match["score"] for match in matches)
    balance = wins[0] - wins[1] or score
    winner = None if balance == 0 else 0 if balance > 0 else 1
    return Outcome(winner=winner, wins=wins, draws=winners.count(None), score=score)


def representative(matches: Sequence[MatchDoc], outcome: Mapping[str, Any]) -> int:
    """The number of the match to show for the job: one with the same result as the job.

    A won job has a match that its winner won, because he has at least as many wins as the other:
    with wins 1:1 and a draw (a 1-1-1 job), where the total score decides, he has one. A drawn job
    of three matches has 1:1 wins or none, hence a drawn match. Of several such matches it is one
    that was played to its end rather than forfeited, then the one with the largest score
    difference, then the first. If none fits (possible only in jobs of other than three matches),
    all take part in that choice.
    """
    fitting = [match for match in matches if match_winner(match) == outcome["winner"]]
    return int(min(fitting or matches, key=_rank)["number"])


def _rank(match: MatchDoc) -> tuple[bool, bool, int, int]:
    return match["end"] == "void", bool(match["faults"]), -abs(match["score"]), match["number"]
