"""Cells of the cross-table as the template shows them."""

from __future__ import annotations

from dataclasses import dataclass

from .cross_table import Cell, CrossTable, Row
from .selectors import Line

RESULTS = {"win": "won", "draw": "drew", "loss": "lost", "void": "void"}
STATES = {
    "waiting": "waits to be played",
    "running": "is being played",
    "undecided": "needs a decision",
    "cancelled": "was dropped",
}


@dataclass(frozen=True)
class CellWords:
    """What templates/pieces/crosstab_cell.html takes."""

    outcome: str
    score: str = ""
    decided: int = 0
    url: str = ""
    film: bool = False
    label: str = ""


@dataclass(frozen=True)
class RowWords:
    line: Line
    cells: list[CellWords]


def rows_in_words(table: CrossTable) -> list[RowWords]:
    return [RowWords(row.line, _row(row, table.columns)) for row in table.rows]


def _row(row: Row, columns: list[Line]) -> list[CellWords]:
    return [
        _cell(cell, row.line.entry.team.name, column.entry.team.name)
        for cell, column in zip(row.cells, columns, strict=True)
    ]


def _cell(cell: Cell | None, own: str, other: str) -> CellWords:
    if cell is None:
        return CellWords("self")
    pair = f"{own} against {other}"
    if cell.job is None:
        return CellWords("", label=f"{pair}: not planned")
    url = cell.job.get_absolute_url()
    if not cell.result:
        return CellWords(cell.state, url=url, label=f"{pair}: {STATES[cell.state]}")
    tally = cell.tally
    score = f"{tally.matches_won}:{tally.matches_lost}"
    label = f"{pair}: {RESULTS[cell.result]}, matches {score}, score {tally.score:+}"
    decided = _deciding_score(cell)
    if decided:
        label += ", which decided"
    return CellWords(cell.result, score, decided, url, cell.film, label)


def _deciding_score(cell: Cell) -> int:
    """The score difference, where equal numbers of matches left the decision of a job to it."""
    tally = cell.tally
    on_score = tally.jobs == 1 and tally.matches_won == tally.matches_lost
    return tally.score if on_score and cell.result in ("win", "loss") else 0
