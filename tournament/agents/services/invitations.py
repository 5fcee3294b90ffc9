"""Invitations into a team: sent to a user name, or as a link to an e-mail address."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from tournament.accounts.models import User
from tournament.accounts.names import clean_email

from ..mail import send_invitation
from ..models import INVITATION_LIFE, Invitation, Membership, Team
from ..refusals import Refusal
from ..states import INVITATION_TRANSITIONS, InvitationState
from . import teams

MAX_OPEN = 10
MAX_PER_DAY = 30
CLOSED = "This invitation is answered, withdrawn or too old. Ask the team for a new one."


@transaction.atomic
def invite(*, team: Team, by: User, who: str) -> Invitation:
    """Invites a user name or an e-mail address; mail goes out after the commit. Raises Refusal."""
    team = teams.lock(team.pk)
    _check_room(team)
    who = who.strip().lower()
    invitation = _to_address(team, who) if "@" in who else _to_person(team, who)
    invitation.invited_by = by
    invitation.expires_at = timezone.now() + INVITATION_LIFE
    invitation.save()
    transaction.on_commit(lambda: send_invitation(invitation))
    return invitation


@transaction.atomic
def accept(*, invitation: Invitation, user: User) -> Team:
    """Joins the team; raises Refusal."""
    team = teams.lock(invitation.team_id)
    invitation = _open(invitation, user)
    teams.join(team=team, user=user)
    _move(invitation, InvitationState.ACCEPTED)
    return team


@transaction.atomic
def decline(*, invitation: Invitation, user: User) -> None:
    """Says no; raises Refusal."""
    teams.lock(invitation.team_id)
    _move(_open(invitation, user), InvitationState.DECLINED)


@transaction.atomic
def revoke(*, invitation: Invitation) -> None:
    """Takes an open invitation back; raises Refusal. The caller has checked who asks."""
    teams.lock(invitation.team_id)
    _move(Invitation.objects.get(pk=invitation.pk), InvitationState.REVOKED)


def from_token(token: str) -> Invitation | None:
    """The invitation that a link means, if the link is one of ours."""
    pk = Invitation.of_link(token)
    return Invitation.objects.filter(pk=pk).select_related("team", "invited_by").first()


def _check_room(team: Team) -> None:
    open_ones = Invitation.objects.filter(
        team=team, state=InvitationState.OPEN, expires_at__gt=timezone.now()
    ).count()
    if team.memberships.count() >= teams.MAX_MEMBERS:
        raise Refusal(f"Your team is full: a team has at most {teams.MAX_MEMBERS} members.")
    if open_ones >= MAX_OPEN:
        raise Refusal(f"{MAX_OPEN} invitations are open already. Withdraw one first.")
    today = timezone.now() - timedelta(days=1)
    if Invitation.objects.filter(team=team, created_at__gt=today).count() >= MAX_PER_DAY:
        raise Refusal("Your team sent many invitations today. Try again tomorrow.")


def _to_person(team: Team, name: str) -> Invitation:
    person = User.objects.filter(username=name, is_active=True).first()
    if person is None:
        raise Refusal(
            f"Nobody here has the user name {name[:40]}."
            " Check the spelling, or invite them by e-mail address."
        )
    if Membership.objects.filter(team=team, user=person).exists():
        raise Refusal(f"{person} is in your team already.")
    _refuse_second(team, invitee=person)
    return Invitation(team=team, invitee=person)


def _to_address(team: Team, address: str) -> Invitation:
    address = clean_email(address)
    try:
        validate_email(address)
    except ValidationError as error:
        raise Refusal("This is neither a user name nor an e-mail address.") from error
    # Bound to the link, not to an account: whether the address has one here stays unsaid.
    _refuse_second(team, email=address)
    return Invitation(team=team, email=address)


def _refuse_second(team: Team, **to: object) -> None:
    for earlier in Invitation.objects.filter(team=team, state=InvitationState.OPEN, **to):
        if earlier.is_open:
            raise Refusal("They are invited already. The invitation is in the list below.")


def _open(invitation: Invitation, user: User) -> Invitation:
    fresh = Invitation.objects.get(pk=invitation.pk)
    if not fresh.is_open or fresh.invitee_id not in (None, user.pk):
        raise Refusal(CLOSED)
    return fresh


def _move(invitation: Invitation, state: InvitationState) -> None:
    if state not in INVITATION_TRANSITIONS[invitation.state]:
        raise Refusal(CLOSED)
    invitation.state = state
    invitation.answered_at = timezone.now()
    invitation.save(update_fields=["state", "answered_at"])
