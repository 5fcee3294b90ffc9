"""One master at a time: the seat is a row with a lease, taken, held and left."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from tournament import owners

from .models import MasterSeat

LEASE = timedelta(seconds=30)


class SeatTaken(Exception):
    """Another master runs; `str()` says where, and what to do."""


def take(*, interface: str, workers: int) -> str:
    """Takes the seat and returns the owner token that the master signs its jobs with.

    Raises SeatTaken while another master lives: one on this host until its process is gone, one on
    another host until its lease has run out.
    """
    owner = owners.new_owner()
    now = timezone.now()
    with transaction.atomic():
        seat = MasterSeat.row(lock=True)
        if is_held(seat):
            raise SeatTaken(
                f"Another master is running ({_who(seat.owner)}). Stop that one first; there can "
                "be only one."
            )
        seat.owner, seat.interface, seat.workers = owner, interface, workers
        seat.taken_at, seat.lease_until = now, now + LEASE
        seat.save()
    return owner


def hold(owner: str) -> bool:
    """Renews the lease; False if somebody else has the seat now."""
    until = timezone.now() + LEASE
    return bool(MasterSeat.objects.filter(pk=1, owner=owner).update(lease_until=until))


def leave(owner: str) -> None:
    """Gives the seat back, if `owner` still has it."""
    MasterSeat.objects.filter(pk=1, owner=owner).update(owner="", lease_until=None, workers=0)


def is_held(seat: MasterSeat) -> bool:
    if not seat.owner or seat.lease_until is None:
        return False
    return seat.lease_until > timezone.now() and not owners.is_dead(seat.owner)


def current_master() -> MasterSeat | None:
    """The seat, if a living master sits in it. One query."""
    seat = MasterSeat.objects.filter(pk=MasterSeat.THE_SEAT).first()
    return seat if seat is not None and is_held(seat) else None


def _who(owner: str) -> str:
    host, _, pid, *_ = [*owner.split("/"), "", "", ""]
    return f"process {pid} on {host}"
