"""One written form for every name, so that two names that look the same are the same."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError

USERNAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,28}[a-z0-9])?")
MAX_USERNAME = 30


def clean_username(text: str) -> str:
    """NFKC, lower case, 1 to 30 of a-z 0-9 . _ -; raises ValidationError with what to change."""
    name = unicodedata.normalize("NFKC", text).strip().lower()
    if not USERNAME.fullmatch(name):
        raise ValidationError(
            "Use 1 to 30 letters (a to z), digits, dots, dashes or underscores,"
            " beginning and ending with a letter or a digit.",
            code="username",
        )
    return name


def clean_email(text: str) -> str:
    """The one form an address is stored and compared in."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def clean_title(text: str, *, longest: int) -> str:
    """A name for people to read: NFKC, single spaces, printable, with a letter or digit in it.

    Raises ValidationError with what to change.
    """
    name = " ".join(unicodedata.normalize("NFKC", text).split())
    if not name.isprintable() or any(unicodedata.category(c) in ("Cf", "Co") for c in name):
        raise ValidationError("Leave out the invisible characters.", code="invisible")
    if not any(c.isalnum() for c in name):
        raise ValidationError("Use at least one letter or digit.", code="empty")
    if len(name) > longest:
        raise ValidationError(f"Use at most {longest} characters.", code="long")
    return name


def same_name_key(name: str) -> str:
    """Names with the same key count as the same name."""
    return unicodedata.normalize("NFKC", name).casefold()
