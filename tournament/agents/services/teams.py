"""Teams: founding, leaving, removing. Everybody is in one team at most."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from tournament.accounts.models import User
from tournament.accounts.names import clean_title

from ..models import MAX_TEAM_NAME, Membership, Team
from ..refusals import Refusal

MAX_MEMBERS = 5
ALREADY = "You are in a team already. Leave it first, then you can go to another one."


def found_team(*, user: User, name: str) -> Team:
    """Makes a team with `user` as its lead; raises Refusal, or ValidationError for a bad name."""
    name = clean_title(name, longest=MAX_TEAM_NAME)
    try:
        with transaction.atomic():
            _lock_person(user)
            team = Team.objects.create(name=name, slug=_free_slug(name))
            Membership.objects.create(team=team, user=user, is_lead=True)
    except IntegrityError as error:
        raise Refusal("There is a team of this name already. Choose another name.") from error
    return team


def join(*, team: Team, user: User) -> Membership:
    """Puts `user` into the team; the caller holds the team's row locked. Raises Refusal."""
    _lock_person(user)
    if team.memberships.count() >= MAX_MEMBERS:
        raise Refusal(f"{team} is full: a team has at most {MAX_MEMBERS} members.")
    first = not team.memberships.exists()
    return Membership.objects.create(team=team, user=user, is_lead=first)


@transaction.atomic
def leave(*, user: User) -> Team:
    """Takes `user` out of their team; its uploads and results stay. Raises Refusal."""
    membership = Membership.objects.filter(user=user).select_related("team").first()
    if membership is None:
        raise Refusal("You are in no team.")
    team = lock(membership.team_id)
    _take_out(membership)
    return team


@transaction.atomic
def remove(*, member: Membership, by: User) -> None:
    """Takes somebody else out; the team's lead and instructors may. Raises Refusal."""
    lock(member.team_id)
    leads = Membership.objects.filter(team_id=member.team_id, user=by, is_lead=True).exists()
    if not (leads or by.is_instructor):
        raise Refusal("Only the lead of the team can remove members. Ask them.")
    _take_out(member)


def lock(pk: int) -> Team:
    """The team with its row locked until the end of the transaction: one change at a time."""
    return Team.objects.select_for_update().get(pk=pk)


def _lock_person(user: User) -> None:
    User.objects.select_for_update().get(pk=user.pk)
    if Membership.objects.filter(user=user).exists():
        raise Refusal(ALREADY)


def _take_out(member: Membership) -> None:
    member.delete()
    rest = Membership.objects.filter(team_id=member.team_id).order_by("joined_at", "pk")
    if member.is_lead and not rest.filter(is_lead=True).exists():
        heir = rest.first()
        if heir is not None:
            heir.is_lead = True
            heir.save(update_fields=["is_lead"])


def _free_slug(name: str) -> str:
    base = slugify(name)[:50] or "team"
    taken = set(Team.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbers = range(2, len(taken) + 3)
    return next(s for s in (base, *(f"{base}-{n}" for n in numbers)) if s not in taken)
