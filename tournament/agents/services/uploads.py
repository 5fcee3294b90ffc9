"""An upload becomes a version of the team's agent, and its check is queued."""

from __future__ import annotations

import re
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from pacman_engine.teams.archive import Limits, TeamArchive, read_upload
from tournament import store
from tournament.accounts.models import User
from tournament.work import WorkState

from ..models import Agent, Check, Team
from ..refusals import Refusal
from ..states import AgentState
from . import teams
from .checks import queue

WAIT_FOR_CHECK = (
    "The check of your last version still runs. Wait until it ends, then upload the next one."
)


def upload(*, team: Team, user: User, filename: str, data: bytes) -> Agent:
    """Keeps the upload as the team's next version and queues its check.

    `user` has given the consent that the form asks for. Raises Refusal (quota, running check) or
    ArchiveError (content); both say what to change.
    """
    check_quota(team)
    archive = read_upload(data, filename, Limits(upload_bytes=settings.UPLOAD_MAX_BYTES))
    content = archive.to_zip()
    sha256 = store.put(content)
    with transaction.atomic():
        teams.lock(team.pk)
        check_quota(team)
        agent = Agent.objects.create(
            team=team,
            version=_next_version(team),
            sha256=sha256,
            filename=shown_filename(filename),
            size=len(content),
            uploaded_by=user,
            consent_at=timezone.now(),
        )
        queue(Check.objects.create(agent=agent, report=_first_report(archive)))
    return agent


def check_quota(team: Team) -> None:
    """Raises Refusal if the team must wait before its next upload."""
    if open_checks(team):
        raise Refusal(WAIT_FOR_CHECK)
    hour = timezone.now() - timedelta(hours=1)
    recent = Agent.objects.filter(team=team, uploaded_at__gt=hour)
    if recent.count() < settings.UPLOADS_PER_HOUR:
        return
    oldest = recent.order_by("uploaded_at").values_list("uploaded_at", flat=True)[0]
    minutes = int((oldest - hour).total_seconds() // 60) + 1
    raise Refusal(
        f"Your team has uploaded {settings.UPLOADS_PER_HOUR} versions in the last hour,"
        f" which is the limit. The next one can go up in {minutes} min."
    )


def open_checks(team: Team) -> bool:
    """True while a check of this team waits or runs."""
    unfinished = (WorkState.QUEUED, WorkState.RUNNING)
    return Check.objects.filter(
        agent__team=team, agent__state=AgentState.CHECKING, state__in=unfinished
    ).exists()


def shown_filename(filename: str) -> str:
    """The file's own name, without folders and without what cannot be printed."""
    name = re.split(r"[/\\]", filename)[-1]
    return "".join(c if c.isprintable() else "_" for c in name)[-100:] or "upload"


def _next_version(team: Team) -> int:
    return (Agent.objects.filter(team=team).aggregate(last=Max("version"))["last"] or 0) + 1


def _first_report(archive: TeamArchive) -> dict[str, object]:
    return {"warnings": list(archive.notes)}
