"""Why an upload is refused."""

from __future__ import annotations


class ArchiveError(ValueError):
    """An upload that cannot be taken.

    ``sentence`` tells the author what to change, in one or two plain sentences;
    ``code`` is a short stable name of the reason, for tests and statistics.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


def shown(name: str, limit: int = 80) -> str:
    """A hostile name made fit for a sentence: printable ASCII, quoted, at most ``limit`` long."""
    plain = ascii(name)
    return plain if len(plain) <= limit else plain[:limit] + "…'"
