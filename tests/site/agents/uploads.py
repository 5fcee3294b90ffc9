"""Uploads and reports for the tests: real archives, and reports as the check would give them."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tournament import work
from tournament.accounts.models import User
from tournament.agents.models import Agent, Check, Team
from tournament.agents.services import checks
from tournament.agents.services.uploads import upload

SOURCE = b"""\
import random
from captureAgents import CaptureAgent

def createTeam(firstIndex, secondIndex, isRed):
    return [Wanderer(firstIndex), Wanderer(secondIndex)]

class Wanderer(CaptureAgent):
    def chooseAction(self, gameState):
        return random.choice(gameState.getLegalActions(self.index))
"""
READY: dict[str, Any] = {"verdict": "ready", "steps": [], "fault": None, "stdout": "", "stderr": ""}


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def form(data: bytes = SOURCE, name: str = "myTeam.py", **more: Any) -> dict[str, Any]:
    """What the upload form sends."""
    return {"file": SimpleUploadedFile(name, data), "consent": "on", **more}


def uploaded(team: Team, user: User, data: bytes = SOURCE) -> Agent:
    """A version whose check waits."""
    return upload(team=team, user=user, filename="myTeam.py", data=data)


def checked(agent: Agent, report: dict[str, Any]) -> Agent:
    """The version after a check with this report."""
    check = work.claim(Check, agent.check_row.pk)
    assert check is not None
    work.finish(check, report=report)
    checks.decide(agent=agent, verdict=report["verdict"])
    return agent


def ready_agent(team: Team, user: User) -> Agent:
    """A version that may play."""
    return checked(uploaded(team, user), READY)
