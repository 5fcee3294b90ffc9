from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from tournament.tournaments import seat
from tournament.tournaments.models import MasterSeat

pytestmark = pytest.mark.django_db


def dead_owner():
    """The token of a process on this host that has ended."""
    code = "from tournament.owners import new_owner; print(new_owner())"
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=os.getcwd()
    )
    return out.stdout.strip()


def sit(owner, lease):
    MasterSeat.row()
    until = timezone.now() + timedelta(seconds=lease)
    MasterSeat.objects.update(owner=owner, lease_until=until, workers=4)


def test_a_second_master_is_told_where_the_first_one_runs():
    seat.take(interface="multicore", workers=2)
    with pytest.raises(seat.SeatTaken, match=f"process {os.getpid()}"):
        seat.take(interface="multicore", workers=2)


def test_the_seat_is_free_again_after_it_was_left():
    owner = seat.take(interface="multicore", workers=2)
    assert seat.current_master().workers == 2
    seat.leave(owner)
    assert seat.current_master() is None
    seat.take(interface="multicore", workers=1)


def test_a_dead_masters_seat_is_free_at_once_whatever_its_lease_says():
    sit(dead_owner(), lease=1000)
    assert seat.current_master() is None
    seat.take(interface="multicore", workers=1)


def test_a_master_on_another_host_keeps_its_seat_until_its_lease_ends():
    sit("elsewhere/boot/1/2/x", lease=10)
    with pytest.raises(seat.SeatTaken, match="elsewhere"):
        seat.take(interface="multicore", workers=1)
    sit("elsewhere/boot/1/2/x", lease=-1)
    seat.take(interface="multicore", workers=1)


def test_who_lost_the_seat_cannot_hold_or_leave_it():
    first = seat.take(interface="multicore", workers=1)
    sit(first, lease=-1)
    second = seat.take(interface="multicore", workers=1)
    assert not seat.hold(first)
    seat.leave(first)
    assert seat.hold(second)
