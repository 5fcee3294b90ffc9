"""Masters on every interface, and a watch on processes that are left behind."""

from __future__ import annotations

import logging
import os
import time

import pytest

from pymw_bridge import Master, get_interface
from pymw_bridge.local.tree import descendants

INTERFACES = ["inline", "generic", "multicore", "simulator"]
PROCESSES = ["generic", "multicore"]


@pytest.fixture(params=INTERFACES)
def interface_name(request):
    return request.param


@pytest.fixture(params=PROCESSES)
def process_interface(request):
    """The interfaces whose tasks have processes of their own."""
    return request.param


@pytest.fixture
def make_master():
    """make_master("multicore", workers=2, journal=...) -> Master, shut down after the test."""
    masters = []

    def make(interface="inline", *, workers=1, journal=None, matcher=None, **options):
        if isinstance(interface, str):
            interface = get_interface(interface, workers=workers, **options)
        masters.append(Master(interface, journal=journal, matcher=matcher))
        return masters[-1]

    yield make
    for master in masters:
        for task in list(master._live):
            task.cancel()
        master.shutdown()


@pytest.fixture(autouse=True)
def _no_process_is_left_behind():
    before = set(descendants(os.getpid()))
    yield
    wait_until(lambda: set(descendants(os.getpid())) <= before)


@pytest.fixture(autouse=True)
def _logging_stays_as_it_was():
    logger = logging.getLogger("pymw_bridge")
    before = logger.level
    yield
    logger.setLevel(before)


@pytest.fixture
def eventually():
    return wait_until


def wait_until(condition, seconds=20):
    """Wait for something that other processes bring about; fails if it does not come true."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.005)


@pytest.fixture
def alive():
    """alive(pid): whether a process runs (a zombie does not)."""

    def check(pid):
        try:
            with open(f"/proc/{pid}/stat") as stat:
                return stat.read().rpartition(")")[2].split()[0] != "Z"
        except (FileNotFoundError, ProcessLookupError):
            return False

    return check
