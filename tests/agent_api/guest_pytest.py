"""As much of pytest and of Hypothesis as the tests of the agent API need, for use inside a guest.

Tests that need more (another process, captured output) are named as left out.
"""

from __future__ import annotations

import importlib
import inspect
import itertools
import json
import random
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace
from typing import Any

EXAMPLES = 8


@contextmanager
def raises(expected: Any, match: str = "") -> Iterator[Any]:
    """As `pytest.raises`."""
    caught = SimpleNamespace(value=None)
    try:
        yield caught
    except expected as error:
        caught.value = error
        if not re.search(match, str(error)):
            raise AssertionError(f"{error!r} is not like {match!r}") from error
    else:
        raise AssertionError(f"{expected} was not raised")


class approx:
    """As `pytest.approx`, for numbers and lists of them."""

    def __init__(self, expected: Any, rel: float = 1e-6, abs: float = 1e-12) -> None:
        self._expected, self._rel, self._abs = expected, rel, abs

    def __eq__(self, other: object) -> bool:
        if isinstance(self._expected, list):
            return [approx(one, self._rel, self._abs) for one in self._expected] == other
        difference = abs(self._expected - other)  # type: ignore[operator]
        return bool(difference <= max(self._abs, self._rel * abs(self._expected)))


def fixture(function: Any = None, *, autouse: bool = False, **options: Any) -> Any:
    """As `pytest.fixture`."""

    def mark_it(found: Any) -> Any:
        found.is_fixture, found.autouse = True, autouse
        return found

    return mark_it(function) if function else mark_it


def parametrize(names: Any, values: Any, **options: Any) -> Any:
    """As `pytest.mark.parametrize`."""
    keys = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)

    def mark_it(function: Any) -> Any:
        cases = [dict(zip(keys, v if len(keys) > 1 else (v,), strict=True)) for v in values]
        function.cases = [*getattr(function, "cases", []), cases]
        return function

    return mark_it


Draw = Callable[[random.Random], Any]


class Strategy:
    """What draws an example."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw

    def map(self, function: Callable[[Any], Any]) -> Strategy:
        """As in Hypothesis."""
        return Strategy(lambda source: function(self.draw(source)))

    def flatmap(self, function: Callable[[Any], Strategy]) -> Strategy:
        """As in Hypothesis."""
        return Strategy(lambda source: function(self.draw(source)).draw(source))


def _lists(inner: Strategy, min_size: int = 0, max_size: int = 10, **options: Any) -> Strategy:
    return Strategy(lambda s: [inner.draw(s) for _ in range(s.randint(min_size, max_size))])


def _integers(low: int = -1000, high: int = 1000, **options: int) -> Strategy:
    low, high = options.get("min_value", low), options.get("max_value", high)
    return Strategy(lambda s: s.randint(low, high))


STRATEGIES = SimpleNamespace(
    integers=_integers,
    booleans=lambda: Strategy(lambda s: s.random() < 0.5),
    sampled_from=lambda items: Strategy(lambda s: s.choice(list(items))),
    lists=_lists,
    tuples=lambda *parts: Strategy(lambda s: tuple(part.draw(s) for part in parts)),
    floats=lambda *a, **options: Strategy(lambda s: s.uniform(-1e6, 1e6)),
    text=lambda *a, **options: Strategy(lambda s: "".join(s.choices("abcd", k=s.randint(0, 5)))),
    dictionaries=lambda k, v, **options: Strategy(
        lambda s: {k.draw(s): v.draw(s) for _ in range(s.randint(0, 6))}
    ),
)


def given(*strategies: Strategy, **named: Strategy) -> Any:
    """As `hypothesis.given`, with a few examples that are always the same."""

    def wrap(function: Any) -> Any:
        def run() -> None:
            source = random.Random(function.__name__)
            for _ in range(EXAMPLES):
                keywords = {name: one.draw(source) for name, one in named.items()}
                function(*(one.draw(source) for one in strategies), **keywords)

        return run

    return wrap


def install() -> None:
    """Put them where the tests import them from."""
    marks = SimpleNamespace(parametrize=parametrize)
    parts = {"raises": raises, "approx": approx, "fixture": fixture, "mark": marks}
    _add("pytest", **parts)
    settings = lambda **options: lambda function: function  # noqa: E731
    _add("hypothesis", given=given, settings=settings, strategies=STRATEGIES)


def _add(name: str, **content: Any) -> None:
    module = ModuleType(name)
    module.__dict__.update(content)
    sys.modules[name] = module


def run_module(name: str) -> dict[str, Any]:
    """Run its tests: how many passed, which are left out, what failed."""
    module = importlib.import_module(name)
    outcome: dict[str, Any] = {"passed": 0, "left_out": [], "failed": {}}
    for title, function in vars(module).items():
        if title.startswith("test_"):
            for case in _cases(function):
                _run_one(module, title, function, case, outcome)
    return outcome


def _cases(function: Any) -> Iterator[dict[str, Any]]:
    for parts in itertools.product(*getattr(function, "cases", [])):
        yield {key: value for part in parts for key, value in part.items()}


def _run_one(module: Any, title: str, function: Any, case: Any, outcome: dict[str, Any]) -> None:
    try:
        with _Fixtures(module) as fixtures:
            wanted = [n for n in inspect.signature(function).parameters if n not in case]
            function(**case, **{name: fixtures.get(name) for name in wanted})
        outcome["passed"] += 1
    except Exception as error:
        needs_more = isinstance(error, NoFixture) or "no processes in the sandbox" in str(error)
        if needs_more:
            outcome["left_out"].append(title)
        else:
            outcome["failed"][title] = traceback.format_exc()[-2_000:]


class NoFixture(Exception):
    """A fixture of pytest's own was asked for."""


class _Fixtures:
    """The fixtures of a module, made when asked for and ended with the test."""

    def __init__(self, module: Any) -> None:
        self._all = {n: f for n, f in vars(module).items() if getattr(f, "is_fixture", False)}
        self._made: dict[str, Any] = {}
        self._open: list[Iterator[Any]] = []

    def __enter__(self) -> _Fixtures:
        for name, function in self._all.items():
            if function.autouse:
                self.get(name)
        return self

    def get(self, name: str) -> Any:
        if name not in self._all:
            raise NoFixture(name)
        if name not in self._made:
            function = self._all[name]
            found = function(*(self.get(other) for other in inspect.signature(function).parameters))
            if inspect.isgenerator(found):
                self._open.append(found)
                found = next(found)
            self._made[name] = found
        return self._made[name]

    def __exit__(self, *error: object) -> None:
        for generator in reversed(self._open):
            next(generator, None)


def main(name: str) -> str:
    """The outcome of a module as JSON."""
    install()
    return json.dumps(run_module(name))
