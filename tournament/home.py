"""The pages that belong to no app: the front page, the guide, the live strip."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The first page: what this is for visitors, what is new for the signed in."""
    return render(request, "home.html")


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """The documentation for students: from the first file to the first points."""
    return render(request, "guide.html")


@require_safe
def live_strip(request: HttpRequest) -> HttpResponse:
    """The live strip as a fragment; empty when nothing runs."""
    return HttpResponse("")
