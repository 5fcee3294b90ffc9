"""Sending, answering and withdrawing invitations."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from tournament.accounts.permissions import Resource, require, requires

from .. import selectors
from ..forms import InviteForm, UploadForm
from ..models import Invitation
from ..refusals import Refusal
from ..services import invitations
from .team import team_page


@requires(Resource.ACCOUNT)
@require_POST
def send(request: HttpRequest) -> HttpResponse:
    team = selectors.team_of(request.user)
    if team is None:
        return redirect("agents:my_team")
    form = InviteForm(request.POST)
    if form.is_valid():
        who = form.cleaned_data["who"]
        try:
            invitation = invitations.invite(team=team, by=request.user, who=who)
            messages.success(request, _sent(invitation))
            return redirect("agents:my_team")
        except Refusal as refusal:
            form.add_error("who", str(refusal))
    return team_page(request, team, UploadForm(), form, status=422)


def _sent(invitation: Invitation) -> str:
    if invitation.invitee:
        return f"{invitation.invitee} is invited and finds it under My team."
    return f"A link is on its way to {invitation.email}."


@requires(Resource.ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The page that a link leads to; accepting or declining is a POST to it."""
    invitation = invitations.from_token(token)
    if invitation is None:
        raise Http404
    if request.method == "POST":
        return _answer(request, invitation)
    return render(request, "agents/invitation.html", {"invitation": invitation})


@requires(Resource.ACCOUNT)
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer of a person who was invited by user name."""
    return _answer(request, get_object_or_404(Invitation, pk=pk, invitee=request.user))


def _answer(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    try:
        if request.POST.get("answer") == "accept":
            team = invitations.accept(invitation=invitation, user=request.user)
            messages.success(request, f"Welcome to {team}.")
        else:
            invitations.decline(invitation=invitation, user=request.user)
            messages.success(request, "The invitation is declined.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("agents:my_team")


@requires(Resource.ACCOUNT)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.select_related("team"), pk=pk)
    require(request.user, Resource.UPLOAD, invitation.team)
    try:
        invitations.revoke(invitation=invitation)
        messages.success(request, "The invitation is withdrawn.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("agents:my_team")
