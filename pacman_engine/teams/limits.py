"""How long a team may think."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

MAX_SECONDS = 36_000.0


@dataclass(frozen=True)
class TimeLimits:
    """Seconds. ``startup`` is per agent, load and createTeam charged to the first.

    A move above ``warning`` seconds earns a warning, the ``warnings``-th forfeits; one above
    ``move`` forfeits at once; ``total`` is the sum of one agent's moves; ``final`` bounds each
    call of the hook after the end.
    """

    startup: float = 15.0
    move: float = 3.0
    warning: float = 1.0
    warnings: int = 3
    total: float = 900.0
    final: float = 3.0

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise ValueError(f"The limit {name} must be a number.")
            if not 0 < value <= MAX_SECONDS:
                raise ValueError(f"The limit {name} must be above 0 and at most {MAX_SECONDS:.0f}.")
        if not isinstance(self.warnings, int):
            raise ValueError("The limit warnings must be a whole number.")

    @property
    def team(self) -> float:
        """Seconds that both agents of a team may take together, in the whole match."""
        return 2 * (self.startup + self.total + self.move + self.final)

    def document(self) -> dict[str, float]:
        """The limits as plain JSON, all of them: the same text for 3 and 3.0 seconds."""
        seconds = {name: float(value) for name, value in asdict(self).items()}
        return {**seconds, "warnings": self.warnings}

    @classmethod
    def parse(cls, document: Mapping[str, object]) -> TimeLimits:
        """The limits in ``document``; missing ones have their default, unknown ones are errors."""
        unknown = set(document) - {field.name for field in fields(cls)}
        if unknown:
            raise ValueError(f"There is no limit {', '.join(sorted(map(str, unknown)))}.")
        return cls(**document)  # type: ignore[arg-type]
