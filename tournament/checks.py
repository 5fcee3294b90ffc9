"""System checks of this site: what is wrong with its settings, with an id and a hint each."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Info, Tags, Warning, register
from django.db import DatabaseError

from tournament.backends import lines as backend_lines
from tournament.backends import standing
from tournament.processes.bind import is_loopback


def demo_accounts_in_danger(host: str | None = None) -> str:
    """Why the site must not start, or "": demo accounts are for this machine and DEBUG only.

    `host` is the address the web server is about to listen on, if it is known.
    """
    if settings.DEBUG and _only_loopback(host):
        return ""
    try:
        present = get_user_model().objects.filter(is_demo=True, is_active=True).exists()
    except DatabaseError:  # no tables yet, so no accounts either
        return ""
    if not present:
        return ""
    return (
        "This site has demo accounts, which are only allowed on 127.0.0.1 with DEBUG=1. "
        "Use another database, or deactivate them: python manage.py demo --close-accounts."
    )


def _only_loopback(host: str | None) -> bool:
    hosts = [urlsplit(settings.SITE_URL).hostname or "", *settings.ALLOWED_HOSTS]
    return all(is_loopback(name) for name in [*hosts, *([host] if host is not None else [])])


@register(Tags.database)
def check_demo_accounts(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    if not databases:
        return []
    danger = demo_accounts_in_danger()
    return [Error(danger, id="tournament.E001")] if danger else []


@register(Tags.files)
def check_var(**kwargs: Any) -> list[CheckMessage]:
    if not os.access(settings.VAR, os.W_OK | os.X_OK):
        return [
            Error(
                f"{settings.VAR} cannot be written.",
                hint="Give it to the user that runs the site, or set VAR_DIR.",
                id="tournament.E002",
            )
        ]
    if stat.S_IMODE(settings.VAR.stat().st_mode) & 0o077:
        return [
            Error(
                f"{settings.VAR} can be entered by other users of this machine.",
                hint=f"It holds the key, the database and the uploads: chmod 700 {settings.VAR}",
                id="tournament.E003",
            )
        ]
    return []


@register(Tags.security)
def check_isolation(**kwargs: Any) -> list[CheckMessage]:
    if settings.SANDBOX != "process":
        return []
    return [
        Warning(
            "Agents are only lightly isolated: each runs in a child process with limits.",
            hint="Unset SANDBOX: agents then run in the sandbox, whose image is built once.",
            id="tournament.W001",
        )
    ]


@register(Tags.security)
def check_backends(**kwargs: Any) -> list[CheckMessage]:
    """The backend of upload checks must be complete, and so must what the operator asked for."""
    wanted = {settings.SANDBOX: "tournament.W002"}
    if settings.NATIVE_TRUSTED:
        wanted.setdefault("native", "tournament.W005")
    found = [(standing(name), code) for name, code in wanted.items()]
    return [
        Warning(
            f"The backend {one.name} is not complete here: {one.missing}",
            hint="Until then no upload can be checked."
            if one.name == settings.SANDBOX
            else "Until then no native tournament can be made.",
            id=code,
        )
        for one, code in found
        if not one.complete
    ]


@register(Tags.security, deploy=True)
def tell_backends(**kwargs: Any) -> list[CheckMessage]:
    """What `check --deploy` says of every backend, complete or not."""
    return [Info(line, id="tournament.I001") for line in backend_lines()]


@register(Tags.security)
def check_proxy(**kwargs: Any) -> list[CheckMessage]:
    if not settings.HTTPS or settings.SECURE_PROXY_SSL_HEADER:
        return []
    return [
        Warning(
            "SITE_URL is https, but BEHIND_PROXY is not set: every page will redirect to itself.",
            hint="Set BEHIND_PROXY=1 where a proxy of yours sets X-Forwarded-Proto.",
            id="tournament.W003",
        )
    ]


@register(Tags.security)
def check_user(**kwargs: Any) -> list[CheckMessage]:
    if os.geteuid() != 0 or settings.DEBUG:
        return []
    return [
        Warning(
            "The site runs as root.",
            hint="Give it a user of its own, who owns nothing but VAR_DIR.",
            id="tournament.W004",
        )
    ]


@register(Tags.security)
def check_debug(**kwargs: Any) -> list[CheckMessage]:
    if not settings.DEBUG or _only_loopback(None):
        return []
    return [
        Error(
            "DEBUG is on although other machines can reach the site.",
            hint="Unset DEBUG, or take other names than loopback out of SITE_URL, ALLOWED_HOSTS.",
            id="tournament.E004",
        )
    ]
