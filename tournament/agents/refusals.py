from __future__ import annotations


class Refusal(Exception):
    """A wish that is refused; `str()` is a sentence that says why and what to do."""
