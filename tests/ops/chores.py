"""A kind of background work that exists in the tests only."""

from __future__ import annotations

from django.db import models

from tournament.work import Work


class Chore(Work):
    note = models.CharField(max_length=40, default="")

    class Meta(Work.Meta):
        app_label = "processes"
