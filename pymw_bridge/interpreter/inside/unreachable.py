"""Processes, sockets and names of hosts, for a program that can reach none: errors that say so."""

from __future__ import annotations

import concurrent.futures
import multiprocessing
import multiprocessing.context
import multiprocessing.pool
import select
import socket
import subprocess
import time
from typing import Any

from pymw_bridge.interpreter.inside.locks import NOBODY

_SHARED = (
    *("Process", "Pool", "Manager", "Pipe", "Queue", "SimpleQueue", "JoinableQueue"),
    *("Value", "Array", "RawValue", "RawArray", "Lock", "RLock", "Condition", "Event"),
    *("Semaphore", "BoundedSemaphore", "Barrier"),
)


def install() -> None:
    """Put the stand-ins in the place of what they stand for."""
    process: Any = subprocess.Popen
    process.__init__ = _no_process
    process.__del__ = lambda self: None
    _close_multiprocessing()
    plug: Any = socket.socket
    plug.__init__ = _no_network
    plug.close = lambda self: None
    for name in ("create_connection", "create_server", "socketpair", "fromfd"):
        if hasattr(socket, name):
            setattr(socket, name, _no_network)
    for name in (
        "getaddrinfo",
        "gethostbyname",
        "gethostbyaddr",
        "getnameinfo",
        "gethostbyname_ex",
    ):
        setattr(socket, name, _no_names)
    socket.gethostname = lambda: "sandbox"
    socket.getfqdn = lambda name="": "sandbox"
    module: Any = select
    module.select = _select
    if hasattr(module, "poll"):
        del module.poll


class NoProcessPool:
    """`concurrent.futures.ProcessPoolExecutor`, and whatever else would start processes."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        _no_process(self)


def _close_multiprocessing() -> None:
    """Of all that it offers only the number of processors is to be had."""
    package: Any = multiprocessing
    context: Any = multiprocessing.context.BaseContext
    for name in [n for n in _SHARED if hasattr(package, n)]:
        setattr(package, name, NoProcessPool)
        setattr(context, name, NoProcessPool)
    package.cpu_count = context.cpu_count = lambda *self: 1
    pools: Any = multiprocessing.pool
    pools.Pool = pools.ThreadPool = NoProcessPool
    futures: Any = concurrent.futures
    futures.ProcessPoolExecutor = NoProcessPool


def _no_process(self: Any, *arguments: Any, **options: Any) -> None:
    raise PermissionError("there are no processes in the sandbox")


def _no_network(*arguments: Any, **options: Any) -> Any:
    raise PermissionError("there is no network in the sandbox")


def _no_names(*arguments: Any, **options: Any) -> Any:
    raise socket.gaierror(socket.EAI_NONAME, "there is no network in the sandbox")


def _select(
    readers: Any, writers: Any, others: Any, timeout: float | None = None, /
) -> tuple[list[Any], list[Any], list[Any]]:
    if timeout is None:
        raise RuntimeError(NOBODY)
    time.sleep(max(timeout, 0))
    return [], [], []
