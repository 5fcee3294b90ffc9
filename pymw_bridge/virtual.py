"""Virtual hosts: machines that exist only in a simulation, with their speed and their absences."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

__all__ = ["Timeline", "VirtualHost", "flaky_trace", "make_hosts"]

Segment = tuple[float, float]  # seconds, and the fraction of the processor that is ours meanwhile


class Timeline:
    """Availability over virtual time: segments one after the other, read only as far as needed."""

    def __init__(self, segments: Iterable[Segment]) -> None:
        self._source = iter(segments)
        self._ends: list[tuple[float, float]] = []  # end of a segment, fraction in it

    def _segments_from(self, moment: float) -> Iterator[tuple[float, float, float]]:
        """(begin, end, fraction) of segments that end after `moment`."""
        begin = 0.0
        for number in itertools.count():
            if number == len(self._ends):
                length, fraction = next(self._source)
                self._ends.append((begin + length, fraction))
            end, fraction = self._ends[number]
            if end > moment:
                yield max(begin, moment), end, fraction
            begin = end

    def available(self, moment: float) -> bool:
        """Whether the host can work at this moment."""
        return next(self._segments_from(moment))[2] > 0

    def next_available(self, moment: float) -> float:
        """The first moment from this one on at which the host can work."""
        return next(begin for begin, _, part in self._segments_from(moment) if part > 0)

    def finish(self, moment: float, work: float) -> float:
        """When `work` seconds of its whole processor are done, if it begins at `moment`."""
        for begin, end, fraction in self._segments_from(moment):
            done = (end - begin) * fraction
            if done >= work:
                return begin + (work / fraction if fraction else 0.0)
            work -= done
        raise AssertionError("a timeline has no end")


@dataclass(eq=False)
class VirtualHost:
    """A simulated machine.

    `speed`: CPU seconds it does in a second. `trace`: (seconds, fraction available) in turn, for
    ever; at least one fraction must be above 0. `error_rate`: chance that a task comes back as an
    error. `loss_rate`: chance that it never comes back. All draws come from `seed` and `name`.
    """

    name: str
    speed: float = 1.0
    trace: Iterable[Segment] = ((3600.0, 1.0),)
    error_rate: float = 0.0
    loss_rate: float = 0.0
    seed: int = 0
    tasks_done: int = 0
    busy_seconds: float = 0.0
    timeline: Timeline = field(init=False)
    lots: random.Random = field(init=False)

    def __post_init__(self) -> None:
        segments = self.trace
        if isinstance(segments, list | tuple):
            if not any(length > 0 and part > 0 for length, part in segments):
                raise ValueError(f"host {self.name} would never be available")
            segments = itertools.cycle(segments)
        if self.speed <= 0:
            raise ValueError(f"host {self.name}: a speed is positive, not {self.speed}")
        self.timeline = Timeline(segments)
        self.lots = random.Random(f"{self.seed}/{self.name}/lots")  # noqa: S311 - a simulation

    def __repr__(self) -> str:
        return f"<VirtualHost {self.name} speed {self.speed:g}>"


def flaky_trace(seed: int, name: str, availability: float, session: float) -> Iterator[Segment]:
    """An endless trace of a host that comes and goes: on for `session` seconds on average."""
    lots = random.Random(f"{seed}/{name}/trace")  # noqa: S311 - a simulation
    absence = session * (1 - availability) / availability
    while True:
        yield lots.expovariate(1 / session) + 1.0, 1.0
        if absence > 0:
            yield lots.expovariate(1 / absence) + 1.0, 0.0


def make_hosts(
    number: int,
    *,
    seed: int = 0,
    availability: float = 1.0,
    session: float = 4 * 3600.0,
    spread: float = 0.0,
    error_rate: float = 0.0,
    loss_rate: float = 0.0,
) -> list[VirtualHost]:
    """Hosts of one kind; `spread` = how far speeds lie from 1 (0.5: between 0.5 and 1.5)."""
    if not 0 < availability <= 1:
        raise ValueError(f"availability lies above 0 and up to 1, not at {availability}")
    hosts = []
    for index in range(number):
        name = f"host-{index + 1}"
        lots = random.Random(f"{seed}/{name}/speed")  # noqa: S311 - a simulation
        hosts.append(
            VirtualHost(
                name,
                speed=1.0 + spread * lots.uniform(-1, 1),
                trace=flaky_trace(seed, name, availability, session),
                error_rate=error_rate,
                loss_rate=loss_rate,
                seed=seed,
            )
        )
    return hosts
