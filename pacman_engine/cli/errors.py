"""What the user of the command line can put right."""

from __future__ import annotations


class UsageError(Exception):
    """An argument that cannot be used; the text says which, and what to do."""
