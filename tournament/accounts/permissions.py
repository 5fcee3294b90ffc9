"""Who may see and do what: one table, asked by every view.

    require(request.user, Resource.LOGS, team=agent.team)

Anonymous visitors who lack a right are sent to the sign-in page, everybody else gets a 403.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, Protocol

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from .models import User

    Person = User | AnonymousUser


class Audience(StrEnum):
    """As whom somebody comes; a person can be several of these at once."""

    ANONYMOUS = "anonymous"
    STUDENT = "student"
    MEMBER = "member"
    INSTRUCTOR = "instructor"


class Resource(StrEnum):
    """What the table gives rights to. Those of one team need that team to be asked about."""

    STANDINGS = "standings"  # leaderboard, tournaments, cross-tables, jobs, public team pages
    REPLAY = "replay"
    GIF = "gif"
    IMAGE = "image"  # runtime images, which hold nothing but our code and Python's
    ACCOUNT = "account"  # the own account; making and joining a team
    LOGS = "logs"  # of one team: output, tracebacks, check reports
    SOURCE = "source"  # of one team: the uploaded files
    UPLOAD = "upload"  # of one team: new versions, invitations
    MANAGE = "manage"  # tournaments, people, the state of the site


EVERYBODY = frozenset(Audience)
SIGNED_IN = frozenset({Audience.STUDENT, Audience.MEMBER, Audience.INSTRUCTOR})
TEAM_AND_INSTRUCTORS = frozenset({Audience.MEMBER, Audience.INSTRUCTOR})

TABLE: dict[Resource, frozenset[Audience]] = {
    Resource.STANDINGS: EVERYBODY,
    Resource.REPLAY: EVERYBODY,
    Resource.GIF: EVERYBODY,
    Resource.IMAGE: EVERYBODY,
    Resource.ACCOUNT: SIGNED_IN,
    Resource.LOGS: TEAM_AND_INSTRUCTORS,
    Resource.SOURCE: TEAM_AND_INSTRUCTORS,
    Resource.UPLOAD: frozenset({Audience.MEMBER}),
    Resource.MANAGE: frozenset({Audience.INSTRUCTOR}),
}


class SignInNeeded(Exception):
    """The visitor must sign in before anything can be said about their rights."""


class HasId(Protocol):
    """A team, as far as this module cares."""

    pk: int


def audiences(user: Person, team: HasId | None = None) -> frozenset[Audience]:
    """As whom `user` comes, as far as `team` is concerned."""
    if not user.is_authenticated:
        return frozenset({Audience.ANONYMOUS})
    found = {Audience.INSTRUCTOR if user.is_instructor else Audience.STUDENT}
    if team is not None and user.team_id == team.pk:
        found.add(Audience.MEMBER)
    return frozenset(found)


def allowed(user: Person, resource: Resource, team: HasId | None = None) -> bool:
    """True if the table gives `user` the right to `resource` (of `team`)."""
    return not TABLE[resource].isdisjoint(audiences(user, team))


def require(user: Person, resource: Resource, team: HasId | None = None) -> None:
    """Raises SignInNeeded or PermissionDenied unless `allowed`."""
    if allowed(user, resource, team):
        return
    if not user.is_authenticated:
        raise SignInNeeded
    raise PermissionDenied(f"{resource} is not for {user}")


View = Callable[..., HttpResponse]


def requires(resource: Resource) -> Callable[[View], View]:
    """Decorator for views whose right does not depend on a team."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            require(request.user, resource)
            return view(request, *args, **kwargs)

        return guarded

    return decorate
