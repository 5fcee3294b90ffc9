"""Template filters behind templates/pieces: how states, times and numbers are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils import timezone

from tournament.plain_text import plain_text

register = template.Library()


@dataclass(frozen=True)
class Look:
    """How a state is shown: a tone (class), an icon, a word; `lasts` if it is about to change."""

    tone: str
    icon: str
    word: str
    lasts: bool = False


UNKNOWN = Look("soft", "dash", "")
LOOKS = {
    # agents and checks
    "checking": Look("live", "", "Checking", lasts=True),
    "ready": Look("good", "check", "Ready"),
    "rejected": Look("bad", "cross", "Rejected"),
    # background work, jobs, entries, tournaments
    "queued": Look("soft", "clock", "Waiting", lasts=True),
    "waiting": Look("soft", "clock", "Waiting", lasts=True),
    "running": Look("live", "", "Running", lasts=True),
    "done": Look("good", "check", "Done"),
    "failed": Look("bad", "cross", "Failed"),
    "draft": Look("soft", "pencil", "Draft"),
    "paused": Look("warn", "pause", "Paused", lasts=True),
    "finished": Look("good", "flag", "Finished"),
    "cancelled": Look("soft", "stop", "Cancelled"),
    "undecided": Look("warn", "question", "Needs decision"),
    "active": Look("good", "check", "Active"),
    "withdrawn": Look("soft", "dash", "Withdrawn"),
    "disqualified": Look("bad", "stop", "Disqualified"),
    # invitations
    "open": Look("live", "", "Open"),
    "accepted": Look("good", "check", "Accepted"),
    "declined": Look("soft", "cross", "Declined"),
    "revoked": Look("soft", "dash", "Revoked"),
    "expired": Look("soft", "clock", "Expired"),
}
OUTCOME_MARKS = {
    "win": "W",
    "draw": "D",
    "loss": "L",
    "waiting": "·",
    "running": "…",
    "undecided": "?",
    "void": "void",
    "cancelled": "\N{EN DASH}",
}


@register.filter
def tone(state: str) -> str:
    """The tone of a state: good, warn, bad, live or soft."""
    return LOOKS.get(str(state), UNKNOWN).tone


@register.filter
def state_icon(state: str) -> str:
    """The name of a state's icon."""
    return LOOKS.get(str(state), UNKNOWN).icon


@register.filter
def state_word(state: str) -> str:
    """The word for a state; anything that is no state stays as it is."""
    return LOOKS.get(str(state), UNKNOWN).word or str(state)


@register.filter
def outcome_mark(outcome: str) -> str:
    """One letter or sign for an outcome in a cross-table."""
    return OUTCOME_MARKS.get(str(outcome), "·")


@register.filter
def signed(number: float | None) -> str:
    """A difference with its sign, with a real minus sign."""
    if number is None:
        return ""
    return f"{number:+}".replace("-", "\N{MINUS SIGN}") if number else "0"


@register.filter
def margin(score: int | None) -> int:
    """How far apart the sides ended."""
    return abs(score or 0)


@register.filter
def took(seconds: float | None) -> str:
    """A short duration with its unit: 0.4 s, or under 0.1 s."""
    if seconds is None:
        return ""
    return f"{seconds:.1f} s" if seconds >= 0.1 else "under 0.1 s"


@register.filter
def lasts(state: str) -> bool:
    """True for a state that something is waited for in: "running for 3 min"."""
    return LOOKS.get(str(state), UNKNOWN).lasts


STEPS = (
    (timedelta(minutes=1), 1, "s"),
    (timedelta(hours=1), 60, "min"),
    (timedelta(days=1), 3600, "h"),
    (timedelta(days=60), 86400, "d"),
)


@register.filter
def ago(when: datetime | None) -> str:
    """How long ago in one rounded unit: "just now", "3 min ago", else the date."""
    if when is None:
        return ""
    if timezone.now() - when < timedelta(seconds=10):
        return "just now"
    age = _age(when)
    return f"{age} ago" if age else _day(when)


@register.filter
def since(when: datetime | None) -> str:
    """How long already, for a state that lasts: "for 3 min", else "since" the date."""
    if when is None:
        return ""
    age = _age(when)
    return f"for {age}" if age else f"since {_day(when)}"


def _age(when: datetime) -> str:
    """The time since then in one rounded unit; empty after two months."""
    age = timezone.now() - when
    for limit, seconds, unit in STEPS:
        if age < limit:
            return f"{max(1, int(age.total_seconds() // seconds))} {unit}"
    return ""


def _day(when: datetime) -> str:
    return timezone.localtime(when).strftime("%-d %b %Y")


@register.filter
def lines(text: str | None) -> list[str]:
    """The lines of captured output; control characters are shown, not obeyed."""
    return plain_text(text or "").removesuffix("\n").split("\n")


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """True for a single checkbox, whose label stands behind it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@dataclass(frozen=True)
class Column:
    """A column of a table: `kind` is num, text or - (not sortable)."""

    name: str
    kind: str = "text"

    @property
    def sortable(self) -> bool:
        return self.kind != "-"


@register.filter
def columns(words: str) -> list[Column]:
    """The columns that a template writes as "Team|Points:num|Actions:-"."""
    return [
        Column(name, kind or "text")
        for name, _, kind in (w.partition(":") for w in words.split("|"))
    ]


@register.filter
def frame_runs(frames: Iterable[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """Frames of a traceback in runs of own and foreign ones, in their order."""
    runs = groupby(frames or [], key=lambda frame: bool(frame.get("own")))
    return [{"own": own, "frames": list(group)} for own, group in runs]


@register.filter
def join_id(prefix: str, number: int) -> str:
    """A prefix and a number as one word: `add` would try to add them."""
    return f"{prefix}{number}"


@register.filter
def search_query(words: str) -> str:
    """The query string that keeps a search while turning pages; `words` are encoded already."""
    return f"q={words}" if words else ""


FAULT_TITLES = {
    "load": "Your files could not be loaded",
    "create_team": "Your team could not be made",
    "start": "An agent failed in registerInitialState",
    "crash": "An agent crashed",
    "illegal": "An agent chose an illegal action",
    "move_time": "A move took too long",
    "warnings": "Too many slow moves",
    "total_time": "The time for the whole match was used up",
    "memory": "Too much memory",
    "exit": "The agent's process ended",
    "reply": "The agent's answer could not be understood",
    "final": "An agent failed in final",
}


@register.filter
def fault_title(kind: str) -> str:
    """A fault's kind in words."""
    return FAULT_TITLES.get(str(kind), "Your agent failed")
