"""Serving pictures and replays out of the store. A name is its content, so caches keep it."""

from __future__ import annotations

from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from tournament import store
from tournament.accounts.permissions import Resource, requires
from tournament.tournaments.models import Match

from .models import Gif

FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
@requires(Resource.GIF)
def gif(request: HttpRequest, sha256: str) -> HttpResponseBase:
    return _picture(request, sha256, Q(sha256=sha256), "image/gif")


@require_safe
@requires(Resource.GIF)
def still(request: HttpRequest, sha256: str) -> HttpResponseBase:
    return _picture(request, sha256, Q(still_sha256=sha256), "image/png")


@require_safe
@requires(Resource.REPLAY)
def replay(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The replay document of a match, to download; `pacman_engine verify` plays it again."""
    match = (
        Match.objects.filter(pk=pk)
        .select_related("job__first__team", "job__second__team")
        .defer("job__spec")
        .first()
    )
    if match is None:
        raise Http404("There is no such match.")
    response = HttpResponse(_content(match.replay_sha256), content_type="application/json")
    name = slugify(f"{match.red.team.name} {match.blue.team.name} {match.job_id} {match.number}")
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


def _picture(request: HttpRequest, sha256: str, wanted: Q, kind: str) -> HttpResponseBase:
    # Only what a match shows may be fetched by name: the store holds private content too.
    if not Gif.objects.filter(wanted).exists():
        raise Http404("There is no such picture.")
    etag = f'"{sha256}"'
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        try:
            response = FileResponse(store.path(sha256).open("rb"), content_type=kind)
        except store.Missing as error:
            raise Http404("The picture is missing from the store.") from error
    response["Cache-Control"] = FOR_EVER
    response["ETag"] = etag
    return response


def _content(sha256: str) -> bytes:
    try:
        return store.get(sha256)
    except store.Missing as error:
        raise Http404("The replay is missing from the store.") from error
