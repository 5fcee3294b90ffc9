"""What base.html needs on every page: navigation, live strip, banner, version, assets."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tournament.tournaments.selectors import live_strip

SHEETS = [
    f"css/{name}.css"
    for name in ("tokens", "base", "frame", "pieces", "tables", "forms", "reports", "tournaments")
]
SCRIPTS = [
    f"js/{name}.js"
    for name in (
        "live",
        "copy",
        "dialog",
        "sort",
        "film",
        "crosstab",
        "tabs",
        "upload",
        "worst-case",
    )
]


@dataclass(frozen=True)
class Item:
    """An entry of the navigation; `short` is its word on a phone when `word` is too long there."""

    word: str
    url: str
    icon: str
    current: bool
    apart: bool = False
    short: str = ""


@cache
def version() -> str:
    """The version of the site, as pyproject.toml says it."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text("utf-8"))
    return str(project["project"]["version"])


def navigation(request: HttpRequest) -> list[Item]:
    """The entries of the top bar (on a phone the bottom bar) for this visitor."""
    user = request.user

    def item(word: str, url: str, icon: str, **more: Any) -> Item:
        return Item(word, url, icon, request.path.startswith(url), **more)

    items = [
        item("Leaderboard", "/leaderboard/", "leaderboard"),
        item("Tournaments", "/tournaments/", "tournaments"),
        item("My team", "/my-team/", "team"),
    ]
    if user.is_authenticated and user.is_instructor:
        items.append(item("Instructor", "/instructor/", "instructor"))
    if user.is_authenticated:
        items.append(item(user.username, "/accounts/", "account", apart=True, short="Account"))
    else:
        items.append(item("Sign in", "/accounts/sign-in/", "account", apart=True))
    return items


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: everything base.html prints around the content, looked up when used."""
    return {"frame": SimpleLazyObject(lambda: _frame(request))}


def _frame(request: HttpRequest) -> dict[str, Any]:
    user = request.user
    return {
        "nav": navigation(request),
        "strip": live_strip(),
        "light_isolation": settings.SANDBOX == "process"
        and user.is_authenticated
        and user.is_instructor,
        "version": version(),
        "sheets": SHEETS,
        "scripts": SCRIPTS,
    }
