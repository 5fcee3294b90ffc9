"""The only code that changes the state of a tournament, an entry or a job."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from .models import Entry, Job, Tournament

Stateful = Tournament | Entry | Job


class IllegalTransition(Exception):
    """A change of state that the table does not allow. `str()` is a sentence for a person."""

    def __init__(self, *, what: str, old: str, new: str) -> None:
        super().__init__(f"{what} is {old} and cannot become {new}.")
        self.old, self.new = old, new


def may_move(row: Stateful, new: str) -> bool:
    return new in row.TRANSITIONS[row.state]


def refuse_move(row: Stateful, new: str) -> None:
    """Raises IllegalTransition unless the table allows the change."""
    if not may_move(row, new):
        raise IllegalTransition(what=str(row), old=row.state, new=new)


def move(row: Stateful, new: str, **fields: Any) -> None:
    """Changes the state of `row` and saves it with the other `fields`, in one UPDATE.

    The caller holds the row locked (`select_for_update`) in a transaction, so that the state the
    table is asked about is the stored one. Raises IllegalTransition and changes nothing.
    """
    refuse_move(row, new)
    row.state = new
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *fields])


def move_all(rows: QuerySet[Any], olds: Iterable[str], new: str, **fields: Any) -> int:
    """Changes every row of `rows` in one of the states `olds` in one UPDATE; returns how many."""
    model = rows.model
    olds = list(olds)
    for old in olds:
        if new not in model.TRANSITIONS[old]:
            raise IllegalTransition(what=model._meta.verbose_name_plural, old=old, new=new)
    return rows.filter(state__in=olds).update(state=new, **fields)
