"""The Celery application. Its broker only wakes workers; the truth is in rows (work.py)."""

from __future__ import annotations

import os

from celery import Celery

from tournament import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tournament.settings")

broker.install()
app = Celery("tournament")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["tournament"])
