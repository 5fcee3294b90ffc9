"""The Django site: accounts, agents, tournaments, standings, replays and their processes."""

from __future__ import annotations

from tournament.celery import app as celery_app

__all__ = ["celery_app"]
