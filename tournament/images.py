"""The runtime images of this site, for everybody who wants to play exactly as it does."""

from __future__ import annotations

import importlib.metadata
from dataclasses import dataclass

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from pymw_bridge.interpreter.images import Image, ImageStore
from tournament.accounts.permissions import Resource, requires
from tournament.backends import BUILD, current_image_or_none
from tournament.replays.views import FOR_EVER
from tournament.tournaments.selectors import pinned_images

PYTHON = "3.14"


@dataclass(frozen=True)
class Shown:
    """An image as its page shows it, with the names of the tournaments that are pinned to it."""

    image: Image
    is_current: bool
    tournaments: list[str]

    @property
    def url(self) -> str:
        return reverse("image", args=[self.image.sha256])


@require_safe
@requires(Resource.IMAGE)
def runtime(request: HttpRequest) -> HttpResponse:
    """What the sandbox runs in, to look at and to download; older ones below."""
    current = current_image_or_none()
    pinned = pinned_images()
    shown = [
        Shown(image, current is not None and image.sha256 == current.sha256, pinned[image.sha256])
        for image in store().all()
        if image.sha256 in pinned or image == current
    ]
    context = {
        "current": next((one for one in shown if one.is_current), None),
        "older": [one for one in shown if not one.is_current],
        "wasmtime": _wasmtime(),
        "python": PYTHON,
        "build": BUILD,
        "builds_here": request.user.is_authenticated and request.user.is_instructor,
    }
    return render(request, "runtime.html", context)


@require_safe
@requires(Resource.IMAGE)
def download(request: HttpRequest, sha256: str) -> HttpResponseBase:
    """An image under its name, which means its content for ever."""
    image = store().get(sha256)
    if image is None:
        raise Http404("There is no such image.")
    etag = f'"{sha256}"'
    if request.headers.get("If-None-Match") == etag:
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        response = FileResponse(
            image.path.open("rb"),
            content_type="application/wasm",
            as_attachment=True,
            filename=f"{sha256}.wasm",
        )
    response["Cache-Control"] = FOR_EVER
    response["ETag"] = etag
    response["X-Content-Type-Options"] = "nosniff"
    return response


def store() -> ImageStore:
    """The images of this machine."""
    return ImageStore(settings.IMAGES)


def _wasmtime() -> str:
    try:
        return importlib.metadata.version("wasmtime")
    except importlib.metadata.PackageNotFoundError:
        return ""
