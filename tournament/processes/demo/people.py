"""The people of the demo: one instructor, and a student for each team."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from tournament.accounts import services
from tournament.accounts.models import User

INSTRUCTOR = "ada"
STUDENTS = (
    *("bob", "eve", "vic", "kim", "lee", "max", "noa", "pia", "rio", "sam"),
    *("tia", "uma", "wim", "xia", "yan", "zoe"),
)


class NameTaken(Exception):
    """A real person has the user name of a demo account."""


@dataclass(frozen=True)
class Login:
    """A demo account with its password, known only now."""

    username: str
    password: str
    role: str


def instructor() -> User | None:
    """The demo's instructor, if the demo has been set up here."""
    return User.objects.filter(username=INSTRUCTOR, is_demo=True).first()


def ensure_people(students: int) -> list[Login]:
    """Make the accounts that are missing; return these, with their passwords."""
    names = [INSTRUCTOR, *STUDENTS[:students]]
    there = {user.username: user for user in User.objects.filter(username__in=names)}
    for user in there.values():
        if not user.is_demo:
            raise NameTaken(
                f"Somebody here is called {user.username}. Give the demo a site of its own: "
                "VAR_DIR=/some/where make demo"
            )
    return [_make(name) for name in names if name not in there]


def student(number: int) -> User:
    return User.objects.get(username=STUDENTS[number], is_demo=True)


def new_passwords() -> list[Login]:
    """Give every demo account a new password."""
    return [_set_password(user) for user in User.objects.filter(is_demo=True).order_by("pk")]


def close_accounts() -> int:
    """Nobody can sign in with a demo account any more; return how many were closed."""
    return User.objects.filter(is_demo=True, is_active=True).update(is_active=False)


def _make(username: str) -> Login:
    user = services.sign_up(
        username=username, email=f"{username}@demo.invalid", password=secrets.token_urlsafe(32)
    )
    if username == INSTRUCTOR:
        services.make_instructor(name=username)
    User.objects.filter(pk=user.pk).update(is_demo=True)
    user.refresh_from_db()
    return _set_password(user)


def _set_password(user: User) -> Login:
    password = secrets.token_urlsafe(9)
    user.set_password(password)
    user.save(update_fields=["password"])
    return Login(user.username, password, user.get_role_display().lower())
