from __future__ import annotations

from django.db import models

from tournament.work import Work


class Gif(Work):
    """The picture of a match: rendered in the background from its stored replay."""

    match = models.OneToOneField("tournaments.Match", on_delete=models.CASCADE, related_name="gif")
    sha256 = models.CharField(max_length=64, blank=True, default="", db_index=True)
    still_sha256 = models.CharField(max_length=64, blank=True, default="", db_index=True)

    def __str__(self) -> str:
        return f"GIF of {self.match}"
