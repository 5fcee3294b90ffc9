from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.ops.chores import Chore
from tests.ops.conftest import Chores
from tournament import owners, work
from tournament.work import WorkState

pytestmark = pytest.mark.django_db


def dead_owner() -> str:
    """The token of a process of this host that has ended."""
    code = "from tournament import owners; print(owners.new_owner())"
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def lose(chore: Chore, **fields: object) -> None:
    """Leave the row as a worker does that is killed in the middle."""
    Chore.objects.filter(pk=chore.pk).update(
        state=WorkState.RUNNING,
        attempt=1,
        owner=dead_owner(),
        lease_until=timezone.now() + work.LEASE,
    )
    if fields:
        Chore.objects.filter(pk=chore.pk).update(**fields)


def test_a_waiting_row_is_claimed_by_one_worker_only():
    chore = Chore.objects.create()
    first, second = work.claim(Chore, chore.pk), work.claim(Chore, chore.pk)
    assert first is not None
    assert first.state == WorkState.RUNNING
    assert first.attempt == 1
    assert second is None


def test_a_row_that_does_not_exist_is_not_claimed():
    assert work.claim(Chore, 404) is None


def test_finishing_keeps_the_result_and_the_time():
    row = work.claim(Chore, Chore.objects.create().pk)
    work.finish(row, note="swept")
    kept = Chore.objects.get()
    assert (kept.state, kept.note, kept.lease_until) == (WorkState.DONE, "swept", None)
    assert kept.finished_at >= kept.started_at


def test_a_finished_row_is_never_claimed_again():
    row = work.claim(Chore, Chore.objects.create().pk)
    work.finish(row)
    assert work.claim(Chore, row.pk) is None


def test_a_row_whose_worker_was_killed_is_lost_at_once_and_can_be_claimed():
    chore = Chore.objects.create()
    lose(chore)
    assert [row.pk for row in work.expired(Chore)] == [chore.pk]
    assert work.claim(Chore, chore.pk).attempt == 2


def test_a_row_of_a_living_worker_is_lost_only_when_its_lease_is_over():
    row = work.claim(Chore, Chore.objects.create().pk)
    assert work.expired(Chore) == []
    Chore.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert [lost.pk for lost in work.expired(Chore)] == [row.pk]


def test_the_slow_worker_that_was_replaced_cannot_write_its_result():
    slow = work.claim(Chore, Chore.objects.create().pk)
    Chore.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    quick = work.claim(Chore, slow.pk)
    work.finish(quick, note="quick")
    for late in (work.renew, work.finish):
        with pytest.raises(work.LeaseLost):
            late(slow)
    assert Chore.objects.get().note == "quick"


def test_a_renewed_lease_holds():
    row = work.claim(Chore, Chore.objects.create().pk)
    Chore.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    work.renew(row)
    assert work.expired(Chore) == []


def test_an_error_of_the_runner_gives_the_row_back_and_the_third_one_fails_it(chores: Chores):
    def breaks(row: Chore) -> None:
        raise OSError("no more disk")

    chores.are(breaks)
    chore = Chore.objects.create()
    states = []
    for _ in range(work.MAX_FAILURES):
        work.run("chores", chore.pk)
        chore.refresh_from_db()
        states.append(chore.state)
    assert states == [WorkState.QUEUED, WorkState.QUEUED, WorkState.FAILED]
    assert chore.error == "OSError: no more disk"


def test_a_runner_that_forgets_to_finish_its_row_is_an_error(chores: Chores):
    chores.are(lambda row: None)
    chore = Chore.objects.create()
    work.run("chores", chore.pk)
    chore.refresh_from_db()
    assert "did not finish its row" in chore.error


def test_a_failed_row_can_be_tried_again(chores: Chores):
    row = work.claim(Chore, Chore.objects.create().pk)
    work.fail(row, "broken", for_good=True)
    assert work.retry(row)
    chores.are(work.finish)
    work.run("chores", row.pk)
    assert Chore.objects.get().state == WorkState.DONE


def test_a_wake_that_comes_twice_does_the_work_once(chores: Chores):
    runs = []

    def count(row: Chore) -> None:
        runs.append(row.pk)
        work.finish(row)

    chores.are(count)
    chore = Chore.objects.create()
    work.run("chores", chore.pk)
    work.run("chores", chore.pk)
    assert runs == [chore.pk]


def test_the_sweeper_wakes_lost_and_waiting_rows_but_no_others(chores: Chores):
    chores.are(work.finish)
    waiting, lost, running, done = (Chore.objects.create() for _ in range(4))
    lose(lost)
    work.claim(Chore, running.pk)
    work.finish(work.claim(Chore, done.pk))
    assert work.sweep() == 2
    assert sorted(chores.woken) == [waiting.pk, lost.pk]


def test_a_sweep_wakes_only_some_of_a_long_queue_and_the_first_one_all(chores: Chores):
    chores.are(work.finish)
    Chore.objects.bulk_create([Chore() for _ in range(work.WAKES_PER_SWEEP + 5)])
    assert work.sweep() == work.WAKES_PER_SWEEP
    assert work.sweep(everything=True) == work.WAKES_PER_SWEEP + 5


def test_a_row_that_kills_every_worker_is_given_up(chores: Chores):
    chores.are(work.finish)
    chore = Chore.objects.create()
    lose(chore, attempt=work.MAX_ATTEMPTS)
    assert work.sweep() == 0
    chore.refresh_from_db()
    assert chore.state == WorkState.FAILED
    assert "was lost 10 times" in chore.error


def test_states_change_only_along_the_table():
    row = work.claim(Chore, Chore.objects.create().pk)
    work.finish(row)
    with pytest.raises(ValueError, match="cannot go from done to queued"):
        work.fail(row, "too late")


def test_an_owner_is_dead_when_its_process_is_and_alive_while_it_runs():
    assert not owners.is_dead(owners.new_owner())
    assert owners.is_dead(dead_owner())


@pytest.mark.parametrize("token", ["", "nonsense", "another-host/boot/1/2/aa", "a/b/c"])
def test_nothing_is_said_about_owners_elsewhere(token):
    assert not owners.is_dead(token)


def test_a_reused_process_number_does_not_keep_an_owner_alive():
    host, boot, _, _, nonce = owners.new_owner().split("/")
    assert owners.is_dead(f"{host}/{boot}/{os.getpid()}/12345/{nonce}")


def test_a_reboot_ends_every_owner_of_the_host():
    host, _, pid, started, nonce = owners.new_owner().split("/")
    assert owners.is_dead(f"{host}/otherone/{pid}/{started}/{nonce}")
