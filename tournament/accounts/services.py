"""What changes accounts."""

from __future__ import annotations

from .models import Role, User


class UnknownPerson(LookupError):
    """Nobody has this user name or address."""


def sign_up(*, username: str, email: str, password: str) -> User:
    """Makes a student; raises ValidationError if name or address are bad or taken."""
    user = User(username=username, email=email)
    user.set_password(password)
    user.full_clean()
    user.save()
    return user


def make_instructor(*, name: str) -> User:
    """Makes the person with this user name or e-mail address an instructor."""
    wanted = name.strip().lower()
    field = "email" if "@" in wanted else "username"
    user = User.objects.filter(**{field: wanted}).first()
    if user is None:
        raise UnknownPerson(f"Nobody here is called {name.strip()}. Names are listed under People.")
    user.role = Role.INSTRUCTOR
    user.save(update_fields=["role"])
    return user


def change_email(*, user: User, email: str) -> None:
    """Changes the address; raises ValidationError if it is bad or taken."""
    user.email = email
    user.full_clean()
    user.save(update_fields=["email"])
