"""A worker must not outlive its master: one thread watches, and ends the worker with its family."""

from __future__ import annotations

import os
import select
from _thread import start_new_thread

from pymw_bridge.child.streams import Capture

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

_LOOK_MS = 1000


def hold(lifeline: int, capture: Capture, pipes: tuple[int, int], directory: str) -> None:
    """Start the thread that watches the lifeline and moves piped output to the tails.

    `lifeline` is the read end of a pipe whose only writer is the master: it ends with the master,
    however that ended. The parent's id is looked at as well, in case a fork of the master has kept
    the other end open. `directory` is removed when the master is gone and cannot do it any more.
    """
    start_new_thread(_watch, (lifeline, capture, pipes, directory, os.getppid()))


def _watch(
    lifeline: int, capture: Capture, pipes: tuple[int, int], directory: str, parent: int
) -> None:
    poll = select.poll()
    for descriptor in (lifeline, *pipes):
        poll.register(descriptor, select.POLLIN)
    while True:
        for descriptor, _event in poll.poll(_LOOK_MS):
            if descriptor == lifeline:
                end_family(directory)
            elif not capture.drain(descriptor):
                poll.unregister(descriptor)
        if os.getppid() != parent:
            end_family(directory)


def end_family(directory: str) -> NoReturn:
    """End this worker and all that it has started; remove the workers' directory."""
    # Imported here: a worker that ends well never pays for it.
    import shutil

    from pymw_bridge.local.tree import end_descendants, end_group

    end_descendants(os.getpid())
    shutil.rmtree(directory, ignore_errors=True)
    end_group(os.getpid())
    os._exit(1)
