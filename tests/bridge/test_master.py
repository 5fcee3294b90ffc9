"""The master as an Executor, its tasks as Futures."""

from __future__ import annotations

import asyncio
import concurrent.futures
import gc
import threading
import weakref

import pytest

from pymw_bridge import Master, TaskError, TaskException, TaskState, TaskTimeout, get_interface
from pymw_bridge.task import TRANSITIONS
from tests.bridge import jobs


class Gate:
    """An interface that holds its tasks until they are let through one by one."""

    returns_at_once = True

    def __init__(self):
        self.held = []
        self.killed = []
        self.arrived = threading.Semaphore(0)

    def get_available_workers(self):
        return ["gate"] if len(self.held) < 1 else []

    def execute_task(self, task, worker):
        self.held.append(task)
        task.task_started()
        self.arrived.release()

    def kill_task(self, task):
        self.killed.append(task)
        self.held.remove(task)
        return True

    def wait(self):
        assert self.arrived.acquire(timeout=20)
        return self.held[0]

    def let_through(self, error=None, value=None):
        task = self.wait()
        self.held.remove(task)
        task.task_finished(error, value)
        return task


@pytest.fixture
def gate():
    return Gate()


@pytest.fixture
def gated(make_master, gate):
    return make_master(gate)


def test_it_is_an_executor(interface_name):
    with Master(get_interface(interface_name, workers=2)) as executor:
        assert isinstance(executor, concurrent.futures.Executor)
        assert executor.submit(pow, 2, 10).result() == 1024
        assert executor.submit(int, "ff", base=16).result() == 255
        assert list(executor.map(pow, [2, 3, 4], [2, 2, 2])) == [4, 9, 16]


def test_a_task_is_a_future(interface_name, make_master):
    master = make_master(interface_name, workers=2)
    tasks = [master.submit(abs, -number) for number in range(5)]
    assert concurrent.futures.wait(tasks).done == set(tasks)
    assert {task.result() for task in concurrent.futures.as_completed(tasks)} == set(range(5))
    seen = []
    tasks[0].add_done_callback(seen.append)
    assert seen == [tasks[0]]

    async def awaited():
        return await asyncio.wrap_future(master.submit(abs, -7))

    assert asyncio.run(awaited()) == 7


def test_a_task_is_named_after_its_function(make_master):
    master = make_master()
    assert str(master.submit(jobs.null)) == "tests.bridge.jobs.null_1"
    assert str(master.submit_task("tests.bridge.jobs:null")) == "tests.bridge.jobs.null_2"


def test_a_reference_names_a_function(interface_name, make_master):
    master = make_master(interface_name)
    assert master.submit_task("tests.bridge.jobs:add", (1, 2, 3)).result() == 6
    with pytest.raises(TaskError) as caught:
        master.submit_task("tests.bridge.jobs:nothing").result()
    assert caught.value.exc_type == "AttributeError"
    with pytest.raises(TaskError) as caught:
        master.submit_task("no.such.module:nothing").result()
    assert caught.value.exc_type == "ModuleNotFoundError"


def test_input_that_cannot_be_pickled_is_refused_at_submission(make_master):
    with pytest.raises(TaskException, match="cannot be sent"):
        make_master().submit(abs, threading.Lock())


@pytest.mark.parametrize(
    "options", [{"timeout": 0}, {"timeout": -1}, {"timeout": float("nan")}, {"retries": -1}]
)
def test_senseless_options_are_refused(make_master, options):
    with pytest.raises(TaskException):
        make_master().submit_task(jobs.null, **options)


def test_higher_priority_goes_first(gated, gate):
    first = gated.submit(jobs.null)
    gate.wait()
    gate.arrived.release()
    low = gated.submit_task(jobs.null, priority=-1)
    plain = [gated.submit(jobs.null) for _ in range(2)]
    high = gated.submit_task(jobs.null, priority=5)
    order = [gate.let_through() for _ in range(5)]
    assert order == [first, high, *plain, low]


def test_as_completed_yields_first_one_first(gated, gate):
    tasks = [gated.submit_task(jobs.null, priority=number) for number in range(4)]
    order = [gate.let_through() for _ in range(4)]
    assert list(gated.as_completed(tasks)) == order
    assert list(gated.as_completed()) == []


def test_as_completed_gives_up_in_time(gated, gate):
    gated.submit(jobs.null)
    with pytest.raises(TimeoutError, match="1 of 1"):
        next(gated.as_completed(timeout=0.01))
    gate.let_through()


def test_a_queued_task_can_be_cancelled(gated, gate):
    gated.submit(jobs.null)
    gate.wait()
    waiting = gated.submit(jobs.null)
    assert waiting.cancel()
    assert waiting.cancelled()
    assert waiting.state is TaskState.CANCELLED
    assert concurrent.futures.wait([waiting], timeout=0).done == {waiting}
    assert gate.killed == []


def test_a_running_task_can_be_cancelled(gated, gate):
    task = gated.submit(jobs.null)
    gate.wait()
    assert task.running()
    assert task.cancel()
    assert gate.killed == [task]
    with pytest.raises(concurrent.futures.CancelledError):
        task.result(timeout=0)
    following = gated.submit(jobs.null)
    assert gate.let_through(value=3) is following


def test_a_finished_task_cannot_be_cancelled(make_master):
    task = make_master().submit(jobs.null)
    task.result()
    assert not task.cancel()
    assert not task.cancelled()


def test_late_news_of_a_cancelled_task_change_nothing(gated, gate):
    task = gated.submit(jobs.null)
    gate.wait()
    task.cancel()
    task.task_finished(None, "too late")
    task.task_started()
    task.give_back()
    assert task.state is TaskState.CANCELLED


def test_news_that_come_twice_count_once(gated, gate):
    task = gated.submit(jobs.null)
    gate.let_through(value=1)
    task.task_finished(None, 2)
    task.task_finished(ValueError("no"))
    assert task.result() == 1
    assert gated.status()["finished"] == 1


def test_a_failed_task_is_tried_again_as_often_as_allowed(gated, gate):
    task = gated.submit_task(jobs.null, retries=2)
    gate.let_through(error=ValueError("first"))
    gate.let_through(error=ValueError("second"))
    gate.let_through(error=ValueError("third"))
    with pytest.raises(TaskError, match="third"):
        task.result(timeout=20)
    assert task.attempts == 3


def test_a_retry_can_succeed(gated, gate):
    task = gated.submit_task(jobs.null, retries=1)
    gate.let_through(error=ValueError("first"))
    gate.let_through(value="fine")
    assert task.result(timeout=20) == "fine"
    assert task.attempts == 2


def test_a_task_that_was_given_back_loses_no_attempt(gated, gate):
    task = gated.submit(jobs.null)
    gate.held.remove(gate.wait())
    task.give_back()
    gate.let_through(value=1)
    assert task.result(timeout=20) == 1
    assert task.attempts == 1


def test_a_timeout_stops_the_attempt(gated, gate):
    task = gated.submit_task(jobs.null, timeout=0.01)
    with pytest.raises(TaskTimeout, match=r"0\.01 seconds") as caught:
        task.result(timeout=20)
    assert gate.killed == [task]
    assert caught.value.task is task
    assert isinstance(caught.value, TimeoutError)


def test_ended_tasks_are_let_go_long_before_their_deadline(make_master):
    master = make_master()
    references = []
    for _ in range(300):
        task = master.submit_task(jobs.null, timeout=3600)
        task.result()
        references.append(weakref.ref(task))
    del task
    gc.collect()
    assert sum(reference() is not None for reference in references) < 100


def test_each_attempt_has_the_whole_timeout(gated, gate):
    task = gated.submit_task(jobs.null, timeout=0.01, retries=2)
    with pytest.raises(TaskTimeout):
        task.result(timeout=20)
    assert gate.killed == [task] * 3


def test_the_same_key_is_the_same_task(gated, gate):
    task = gated.submit_task(jobs.null, key="a")
    assert gated.submit_task(jobs.null, key="a") is task
    assert gated.submit_task(jobs.null, key="b") is not task
    gate.let_through(value=1)
    task.result(timeout=20)
    assert gated.submit_task(jobs.null, key="a") is task


def test_a_finished_key_is_remembered_without_its_task(make_master, tmp_path):
    master = make_master()
    for _ in range(3):
        master.submit_task(jobs.leave_a_mark, (str(tmp_path), "x"), key="once").result()
    assert (tmp_path / "x").read_text() == "x"


def test_a_key_that_failed_may_try_again(gated, gate):
    failed = gated.submit_task(jobs.null, key="a")
    gate.let_through(error=ValueError())
    with pytest.raises(TaskError):
        failed.result(timeout=20)
    second = gated.submit_task(jobs.null, key="a")
    assert second is not failed
    gate.let_through(value=1)
    assert second.result(timeout=20) == 1


def test_threads_that_submit_one_key_get_one_task(make_master, tmp_path):
    master = make_master("multicore", workers=2)
    tasks = []
    barrier = threading.Barrier(8)

    def submit():
        barrier.wait()
        tasks.append(master.submit_task(jobs.leave_a_mark, (str(tmp_path), "x"), key="one"))

    threads = [threading.Thread(target=submit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(tasks)) == 1
    tasks[0].result()
    assert (tmp_path / "x").read_text() == "x"


def test_the_matcher_chooses_task_and_worker(make_master):
    class Two(Gate):
        def __init__(self):
            super().__init__()
            self.given = []

        def get_available_workers(self):
            return ["slow", "fast"]

        def execute_task(self, task, worker):
            self.given.append((task.input_data, worker))
            task.task_finished(None, None)

    def biggest_to_the_fast_one(tasks, workers):
        return max(tasks, key=lambda task: task.input_data), workers[-1]

    interface = Two()
    master = make_master(interface, matcher=biggest_to_the_fast_one)
    for task in [master.submit(jobs.identity, number) for number in range(5)]:
        task.result(timeout=20)
    assert {worker for _, worker in interface.given} == {"fast"}


@pytest.mark.parametrize("answer", [("nonsense", "nobody"), ValueError("broken")])
def test_a_broken_matcher_stops_nothing(interface_name, make_master, answer, caplog):
    def matcher(tasks, workers):
        if isinstance(answer, Exception):
            raise answer
        return answer

    master = make_master(interface_name, workers=2, matcher=matcher)
    assert [task.result() for task in [master.submit(abs, -n) for n in range(5)]] == list(range(5))


def test_shutdown_waits_for_the_tasks(interface_name):
    master = Master(get_interface(interface_name, workers=2))
    tasks = [master.submit(abs, -number) for number in range(10)]
    master.shutdown()
    assert all(task.done() for task in tasks)
    with pytest.raises(RuntimeError, match="after shutdown"):
        master.submit(jobs.null)
    master.shutdown()


def test_shutdown_without_waiting_lets_the_tasks_end(gate):
    master = Master(gate)
    tasks = [master.submit(jobs.null) for _ in range(2)]
    master.shutdown(wait=False)
    for _ in tasks:
        gate.let_through(value=1)
    assert [task.result(timeout=20) for task in tasks] == [1, 1]
    master.shutdown(wait=True)


def test_shutdown_can_cancel_what_has_not_begun(gate):
    master = Master(gate)
    running = master.submit(jobs.null)
    gate.wait()
    gate.arrived.release()
    waiting = master.submit(jobs.null)
    master.shutdown(wait=False, cancel_futures=True)
    assert waiting.cancelled()
    gate.let_through(value=1)
    assert running.result(timeout=20) == 1
    master.shutdown()


def test_ctrl_c_inside_with_stops_everything(gate):
    tasks = []

    def program():
        with Master(gate) as master:
            tasks.extend(master.submit(jobs.null) for _ in range(3))
            gate.wait()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        program()
    assert all(task.cancelled() for task in tasks)
    assert gate.killed == tasks[:1]


def test_a_callback_may_submit(interface_name, make_master):
    master = make_master(interface_name)
    second = concurrent.futures.Future()
    master.submit(abs, -1).add_done_callback(lambda done: second.set_result(master.submit(abs, -2)))
    assert second.result(timeout=20).result(timeout=20) == 2


def test_the_status_counts_tasks_by_state(gated, gate):
    tasks = [gated.submit(jobs.null) for _ in range(4)]
    gate.let_through()
    gate.let_through(error=ValueError())
    gate.wait()
    tasks[3].cancel()
    status = gated.status()
    assert {state: status[state] for state in ("finished", "failed", "running", "cancelled")} == {
        "finished": 1,
        "failed": 1,
        "running": 1,
        "cancelled": 1,
    }


def test_times_are_in_order(interface_name, make_master):
    times = make_master(interface_name).submit(jobs.null)
    times.result()
    times = times.times
    assert times.submitted <= times.started <= times.finished
    assert times.total >= times.execution >= 0


def test_a_task_cannot_leave_a_last_state(make_master):
    task = make_master().submit(jobs.null)
    task.result()
    for state in TaskState:
        with pytest.raises(RuntimeError, match="finished cannot become"):
            task.move(state)


def test_every_state_is_in_the_table_and_can_be_reached():
    assert set(TRANSITIONS) == set(TaskState)
    reached = set().union(*TRANSITIONS.values()) | {TaskState.QUEUED}
    assert reached == set(TaskState)


def test_results_too_large_are_refused(make_master):
    master = make_master("multicore", max_result=100_000)
    assert len(master.submit(jobs.big, 90_000).result()) == 90_000
    with pytest.raises(TaskError, match="the limit is 100000") as caught:
        master.submit(jobs.big, 200_000).result()
    assert caught.value.exc_type == "ResultTooLarge"


def test_large_input_and_results_travel(interface_name, make_master):
    data = bytes(range(256)) * 20_000
    assert make_master(interface_name).submit(jobs.identity, data).result() == data


def test_a_result_that_cannot_be_pickled_is_the_tasks_error(interface_name, make_master):
    with pytest.raises(TaskError, match="pickle"):
        make_master(interface_name).submit(jobs.unpicklable).result()


def test_tasks_share_no_objects_with_the_program(interface_name, make_master):
    given = [1, 2]
    returned = make_master(interface_name).submit(jobs.identity, given).result()
    assert returned == given
    assert returned is not given
