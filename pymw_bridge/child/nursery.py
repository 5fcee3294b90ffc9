"""An interpreter that waits, with all of a worker's modules loaded, and forks workers on demand.

Started as `python -I -c BOOT socket directory`. It runs no task and unpickles nothing but its
master's few words, has one thread, and ends when the master closes the socket, or ends.
"""

from __future__ import annotations

import contextlib
import ctypes  # noqa: F401 - loaded here once, for all that will be forked
import gc
import os
import shutil
import socket
import sys

from pymw_bridge.child.main import work
from pymw_bridge.child.wire import dumps, loads

_MAX_REQUEST = 4096
_ENDS = 6  # descriptors of a worker's own, before those for its stdout and stderr


def main() -> None:
    """Serve until the socket ends."""
    master = socket.socket(fileno=int(sys.argv[1]))
    master.set_inheritable(False)
    directory = sys.argv[2]
    gc.freeze()  # what is shared stays shared
    with contextlib.suppress(OSError):  # the master has ended before it took an answer
        while True:
            request, descriptors, _, _ = socket.recv_fds(master, _MAX_REQUEST, _ENDS + 2)
            if not request:
                break
            kind, pid = loads(request)
            answer = _reap(pid) if kind == "reap" else _fork(master, descriptors, directory)
            master.send(dumps(answer))
    shutil.rmtree(directory, ignore_errors=True)  # a master that was killed could not
    os._exit(0)


def _reap(pid: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _fork(master: socket.socket, descriptors: list[int], directory: str) -> int | str:
    try:
        pid = os.fork()
    except OSError as error:
        return str(error)
    if pid == 0:
        try:
            master.close()
            _become_a_worker(descriptors, directory)
        finally:
            os._exit(1)
    for descriptor in descriptors:
        os.close(descriptor)
    return pid


def _become_a_worker(descriptors: list[int], directory: str) -> None:
    os.setsid()
    for source, target in zip(descriptors[_ENDS:], (1, 2), strict=True):
        os.dup2(source, target)
        os.close(source)
    work(descriptors[:_ENDS], directory)
