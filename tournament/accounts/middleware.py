"""Turns "you must sign in first" into the way to the sign-in page and back."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from .permissions import SignInNeeded


class SignInMiddleware:
    """Redirects to the sign-in page when a view raised SignInNeeded."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, SignInNeeded):
            return None
        # Back to a page that can be opened, not to the target of a POST.
        back = request.get_full_path() if request.method in ("GET", "HEAD") else "/my-team/"
        return redirect_to_login(back)
