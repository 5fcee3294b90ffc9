"""A fresh process for every task."""

from __future__ import annotations

from pymw_bridge.interfaces.multicore import MulticoreInterface
from pymw_bridge.local.launch import Launcher
from pymw_bridge.local.nursery import Nursery, available

__all__ = ["GenericInterface"]


class GenericInterface(MulticoreInterface):
    """Runs each task in a process of its own, `workers` at a time: slower, but nothing that a task
    leaves behind in its process (modules, threads, memory) meets the next one.

    The options are those of `MulticoreInterface`.
    """

    def __init__(
        self,
        workers: int = 1,
        *,
        python: str | None = None,
        nice: int = 0,
        output_limit: int = 64 << 10,
        max_result: int = 256 << 20,
    ) -> None:
        super().__init__(
            workers,
            python=python,
            nice=nice,
            tasks_per_worker=1,
            output_limit=output_limit,
            max_result=max_result,
        )

    def _launcher(self, python: str) -> Launcher:
        return Nursery(python) if available() else super()._launcher(python)
