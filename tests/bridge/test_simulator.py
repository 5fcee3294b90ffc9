"""Virtual hosts in virtual time."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pymw_bridge import InterfaceException, Master, TaskError, TaskTimeout, WorkerDied
from pymw_bridge.interfaces.simulator import SimulatorInterface
from pymw_bridge.virtual import Timeline, VirtualHost, flaky_trace, make_hosts
from tests.bridge import jobs


def history(seed, **crowd):
    """Submit 60 tasks to 5 flaky hosts; what became of each, and when all were done."""
    hosts = make_hosts(5, seed=seed, availability=0.6, spread=0.4, **crowd)
    simulator = SimulatorInterface(hosts=hosts, cost=600.0, lost_after=7200.0)
    with Master(simulator) as master:
        with simulator.paused():
            tasks = [master.submit_task(abs, (-n,), retries=3) for n in range(60)]
        ends = [(task.exception() is None, task.attempts) for task in tasks]
    return ends, simulator.now, [host.tasks_done for host in hosts]


def test_the_same_seed_gives_the_same_history():
    crowd = {"error_rate": 0.1, "loss_rate": 0.1}
    assert history(1, **crowd) == history(1, **crowd)
    assert history(1, **crowd) != history(2, **crowd)


def test_retries_bring_all_tasks_home_from_flaky_hosts():
    ends, _, done = history(3, error_rate=0.1, loss_rate=0.05)
    assert all(ok for ok, _ in ends)
    assert max(attempts for _, attempts in ends) > 1
    assert sum(done) == 60


def test_time_is_work_divided_by_speed():
    hosts = [VirtualHost("slow", speed=1.0), VirtualHost("fast", speed=4.0)]
    simulator = SimulatorInterface(hosts=hosts, cost=100.0)
    with Master(simulator) as master:
        with simulator.paused():
            tasks = [master.submit(abs, -n) for n in range(5)]
        assert [task.result() for task in tasks] == list(range(5))
    assert simulator.now == 100.0
    assert [host.tasks_done for host in hosts] == [1, 4]
    status = simulator.get_status()
    assert status["cpu"]["mean"] == 100.0
    assert status["wall"]["median"] == 25.0


def test_cost_may_depend_on_the_task():
    simulator = SimulatorInterface(1, cost=lambda task: task.input_data[0])
    with Master(simulator) as master:
        with simulator.paused():
            tasks = [master.submit(abs, seconds) for seconds in (10, 20)]
        assert [task.result() for task in tasks] == [10, 20]
    assert simulator.now == 30.0


@pytest.mark.parametrize("cost", [-1.0, float("nan"), lambda task: -5])
def test_a_senseless_cost_fails_the_task(cost):
    with Master(SimulatorInterface(1, cost=cost)) as master:
        task = master.submit(abs, 1)
    with pytest.raises(TaskError, match="must not be negative"):
        task.result()


def test_a_host_that_is_away_is_waited_for():
    host = VirtualHost("late", trace=((50.0, 0.0), (10.0, 1.0), (40.0, 0.5)))
    simulator = SimulatorInterface(hosts=[host], cost=20.0)
    with Master(simulator) as master:
        master.submit(abs, 1).result()
    assert simulator.now == 80.0


def test_timeouts_count_virtual_seconds():
    with Master(SimulatorInterface(1, cost=100.0)) as master:
        with pytest.raises(TaskTimeout, match="30 virtual seconds"):
            master.submit_task(abs, (1,), timeout=30.0).result()
        assert master.submit_task(abs, (1,), timeout=101.0).result() == 1


def test_a_lost_task_fails_in_the_end():
    simulator = SimulatorInterface(hosts=[VirtualHost("gone", loss_rate=1.0)], lost_after=1000.0)
    with Master(simulator) as master, pytest.raises(WorkerDied, match="gone never answered"):
        master.submit(abs, 1).result()
    assert simulator.now == 1000.0


def test_a_matcher_can_choose_the_fastest_host():
    hosts = [VirtualHost("slow", speed=0.1), VirtualHost("fast", speed=10.0)]
    simulator = SimulatorInterface(hosts=hosts)

    def fastest(tasks, free):
        best = max(free, key=lambda host: host.speed)
        return (tasks[0], best) if best.name == "fast" else (None, None)

    with Master(simulator, matcher=fastest) as master:
        with simulator.paused():
            tasks = [master.submit(jobs.null) for _ in range(5)]
        for task in tasks:
            task.result()
    assert [host.tasks_done for host in hosts] == [0, 5]


def test_a_running_task_can_be_cancelled():
    simulator = SimulatorInterface(1)
    with Master(simulator) as master:
        with simulator.paused():
            first, second = master.submit(abs, 1), master.submit(abs, 2)
            second.cancel()
        assert first.result() == 1
    assert simulator.hosts[0].tasks_done == 1


def test_a_simulation_needs_hosts():
    with pytest.raises(InterfaceException):
        SimulatorInterface(hosts=[])
    with pytest.raises(ValueError, match="never be available"):
        VirtualHost("never", trace=((10.0, 0.0),))
    with pytest.raises(ValueError, match="speed"):
        VirtualHost("still", speed=0)
    with pytest.raises(ValueError, match="availability"):
        make_hosts(1, availability=0)


segments = st.lists(
    st.tuples(st.integers(1, 50), st.sampled_from([0.0, 0.25, 0.5, 1.0])), min_size=1, max_size=6
).filter(lambda found: any(part for _, part in found))


@settings(max_examples=100, deadline=None)
@given(segments, st.integers(0, 200), st.integers(0, 100))
def test_a_timeline_does_the_work_that_its_segments_allow(found, begin, work):
    end = Timeline(itertools.cycle(found)).finish(begin, work)
    done, moment = 0.0, 0.0
    for length, part in itertools.cycle(found):
        low, high = max(moment, begin), min(moment + length, end)
        done += max(0.0, high - low) * part
        moment += length
        if moment >= end:
            break
    assert done == pytest.approx(work)
    assert end >= begin + work


def test_a_flaky_trace_has_the_availability_asked_for():
    trace = list(itertools.islice(flaky_trace(1, "h", 0.25, 3600.0), 4000))
    on = sum(length for length, part in trace if part)
    assert on / sum(length for length, _ in trace) == pytest.approx(0.25, abs=0.03)
