"""Worker processes: what they are given, what they cannot do to the master, how they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from pymw_bridge import TaskError, TaskTimeout, WorkerDied
from tests.bridge import jobs

ROOT = Path(__file__).resolve().parents[2]


def test_a_killed_worker_fails_only_its_task_and_is_replaced(process_interface, make_master):
    master = make_master(process_interface, workers=2)
    before = [master.submit(abs, -number) for number in range(20)]
    victim = master.submit(jobs.kill_myself)
    after = [master.submit(abs, -number) for number in range(20)]
    with pytest.raises(WorkerDied, match="SIGKILL") as caught:
        victim.result()
    assert caught.value.stdout == "before the end\n"
    assert [task.result() for task in before + after] == [*range(20), *range(20)]


def test_a_worker_killed_from_outside_fails_its_task(process_interface, make_master, eventually):
    master = make_master(process_interface)
    task = master.submit(jobs.hang)
    eventually(lambda: task.progress == 0.5)
    (pid,) = master.status()["interface"]["worker_pids"]
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(WorkerDied) as caught:
        task.result()
    assert caught.value.stdout == "I hang now\n"
    assert master.submit(abs, -1).result() == 1


def test_an_idle_worker_that_was_killed_is_replaced(make_master):
    master = make_master("multicore")
    first = master.submit(jobs.pid).result()
    os.kill(first, signal.SIGKILL)
    second = master.submit_task(jobs.pid, retries=1).result()
    assert second != first


def test_the_task_of_a_killed_worker_is_tried_again(process_interface, make_master, tmp_path):
    task = make_master(process_interface).submit_task(jobs.die_until, (str(tmp_path), 2), retries=2)
    assert task.result() == 2
    assert task.attempts == 3


@pytest.mark.parametrize(
    ("function", "argument", "how"),
    [(jobs.leave, 3, "exit status 3"), (jobs.kill_myself, signal.SIGSEGV, "SIGSEGV")],
)
def test_an_error_says_how_the_worker_ended(
    process_interface, make_master, function, argument, how
):
    with pytest.raises(WorkerDied, match=how):
        make_master(process_interface).submit(function, argument).result()


@pytest.mark.parametrize("function", [jobs.hang, jobs.spin])
def test_a_task_that_hangs_is_stopped_at_its_timeout(process_interface, make_master, function):
    master = make_master(process_interface)
    with pytest.raises(TaskTimeout) as caught:
        master.submit_task(function, timeout=0.2).result()
    if function is jobs.hang:
        assert caught.value.stdout == "I hang now\n"
    assert master.submit(abs, -1).result() == 1


def test_the_timeout_of_a_task_begins_with_the_task(make_master, tmp_path, eventually):
    master = make_master("multicore")
    flag = tmp_path / "go"
    first = master.submit_task(jobs.half_way, (str(flag),))
    second = master.submit_task(jobs.hang, timeout=0.2)
    eventually(lambda: first.progress == 0.5)
    with pytest.raises(TimeoutError):
        second.result(timeout=0.4)
    assert second.times.started is None
    flag.touch()
    with pytest.raises(TaskTimeout):
        second.result()


def test_cancelling_a_running_task_stops_its_worker(
    process_interface, make_master, eventually, alive
):
    master = make_master(process_interface)
    task = master.submit(jobs.hang)
    eventually(lambda: task.progress == 0.5)
    (pid,) = master.status()["interface"]["worker_pids"]
    assert task.cancel()
    eventually(lambda: not alive(pid))
    assert task.stdout == "I hang now\n"
    assert master.submit(abs, -1).result() == 1


def test_a_stopped_worker_takes_its_whole_family_along(
    process_interface, make_master, tmp_path, eventually, alive
):
    task = make_master(process_interface).submit(jobs.family, str(tmp_path))
    eventually(lambda: task.progress == 0.5)
    pids = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
    assert len(pids) == 4
    assert all(map(alive, pids))
    task.cancel()
    eventually(lambda: not any(map(alive, pids)))


def test_tasks_behind_a_long_one_move_to_a_free_worker(make_master, tmp_path, eventually):
    master = make_master("multicore", workers=2)
    for task in [master.submit(jobs.null) for _ in range(500)]:
        task.result()  # now much is sent ahead
    flag = tmp_path / "go"
    tasks = [
        master.submit_task(jobs.half_way, (str(flag),)) if number == 5 else master.submit(abs, -1)
        for number in range(60)
    ]
    assert [task.result() for number, task in enumerate(tasks) if number != 5] == [1] * 59
    assert not tasks[5].done()
    flag.touch()
    assert tasks[5].result() == "done"


def test_cancelling_what_was_sent_ahead_disturbs_nothing_else(make_master, tmp_path, eventually):
    master = make_master("multicore")
    for task in [master.submit(jobs.null) for _ in range(500)]:
        task.result()
    flag = tmp_path / "go"
    first = master.submit_task(jobs.half_way, (str(flag),))
    others = [
        master.submit_task(jobs.leave_a_mark, (str(tmp_path), number)) for number in range(10)
    ]
    eventually(lambda: first.progress == 0.5)
    assert others[4].cancel()
    flag.touch()
    assert first.result() == "done"
    assert [task.result() for n, task in enumerate(others) if n != 4] == [0, 1, 2, 3, *range(5, 10)]
    assert not (tmp_path / "4").exists()
    assert first.attempts == 1


# Output.


def test_a_flood_keeps_its_end_and_a_bounded_size(interface_name, make_master):
    task = make_master(interface_name, output_limit=10_000).submit(jobs.flood, 3)
    task.result()
    assert task.stdout.endswith("x\nthe end\n") or task.stdout.endswith("xthe end\n")
    assert task.stdout.startswith("[")
    assert "bytes were cut off here]" in task.stdout
    assert len(task.stdout) < 10_100


def test_the_output_of_subprocesses_is_captured(process_interface, make_master):
    task = make_master(process_interface).submit(jobs.flood_from_a_subprocess)
    assert task.result() == "done"
    assert task.stdout.endswith("y\nthe end of the flood\n")
    assert len(task.stdout) < 70_000


def test_the_output_on_descriptors_is_captured(process_interface, make_master):
    task = make_master(process_interface).submit(jobs.write_to_descriptors)
    task.result()
    assert sorted(task.stdout.splitlines()) == ["python out", "raw out"]
    assert task.stderr == "raw err\n"


def test_output_belongs_to_the_task_that_printed_it(interface_name, make_master):
    master = make_master(interface_name, workers=2)
    tasks = [master.submit(print, f"task {number}") for number in range(50)]
    for number, task in enumerate(tasks):
        task.result()
        assert task.stdout == f"task {number}\n"


def test_a_task_may_close_its_streams(process_interface, make_master):
    master = make_master(process_interface)
    master.submit(jobs.close_streams).result()
    task = master.submit(print, "still here")
    task.result()
    assert task.stdout == "still here\n"


# The directory of a task.


def test_data_files_lie_alone_in_a_fresh_directory(interface_name, make_master, tmp_path):
    (tmp_path / "a").write_text("A")
    master = make_master(interface_name)
    task = master.submit_task(jobs.list_directory, data_files=[(tmp_path / "a", "b")])
    assert task.result() == ["b"]


def test_modules_among_the_data_files_are_not_imported(
    process_interface, make_master, tmp_path, monkeypatch
):
    """Whoever sends data must not thereby replace code."""
    (tmp_path / "colorsys.py").write_text("raise SystemExit('imported')")
    monkeypatch.syspath_prepend("")
    master = make_master(process_interface)
    task = master.submit_task(
        "colorsys:rgb_to_hls", (0, 0, 0), data_files=[tmp_path / "colorsys.py"]
    )
    assert task.result() == (0.0, 0.0, 0.0)


def test_the_directory_is_gone_afterwards(interface_name, make_master, tmp_path):
    (tmp_path / "a").write_text("A")
    master = make_master(interface_name)
    here = os.getcwd()
    directory = master.submit_task(jobs.where, data_files=[tmp_path / "a"]).result()
    assert not os.path.exists(directory)
    assert os.getcwd() == here
    assert master.submit(jobs.where).result() == here


def test_the_directory_of_a_killed_task_is_gone_too(process_interface, make_master, tmp_path):
    (tmp_path / "a").write_text("A")
    master = make_master(process_interface)
    directory = Path(master.submit_task(jobs.where, data_files=[tmp_path / "a"]).result()).parent
    with pytest.raises(WorkerDied):
        master.submit_task(jobs.kill_myself, data_files=[tmp_path / "a"]).result()
    with pytest.raises(TaskTimeout):
        master.submit_task(jobs.hang, data_files=[tmp_path / "a"], timeout=0.2).result()
    master.shutdown()
    assert not directory.exists()


def test_a_task_that_spoils_its_files_does_not_spoil_ours(interface_name, make_master, tmp_path):
    (tmp_path / "a").write_text("A")
    task = make_master(interface_name).submit_task(
        jobs.overwrite, ("a",), data_files=[tmp_path / "a"]
    )
    assert task.result() == "spoiled"
    assert (tmp_path / "a").read_text() == "A"


def test_a_data_file_that_vanishes_fails_its_task(gone_file, process_interface, make_master):
    master = make_master(process_interface, matcher=gone_file.matcher)
    task = master.submit_task(jobs.null, data_files=[gone_file.path])
    with pytest.raises(TaskError) as caught:
        task.result()
    assert caught.value.exc_type == "FileNotFoundError"


@pytest.fixture
def gone_file(tmp_path):
    class Gone:
        path = tmp_path / "gone"

        def matcher(self, tasks, workers):
            self.path.unlink(missing_ok=True)
            return tasks[0], workers[0]

    Gone.path.write_text("x")
    return Gone()


def test_a_task_that_changes_directory_changes_it_for_itself(make_master, tmp_path):
    master = make_master("multicore")
    master.submit(jobs.change_directory, str(tmp_path)).result()
    assert master.submit(jobs.where).result() == os.getcwd()


def test_workers_can_be_nice(process_interface, make_master):
    task = make_master(process_interface, nice=5).submit(jobs.niceness)
    assert task.result() == os.nice(0) + 5


def test_each_generic_task_has_a_process_of_its_own(make_master):
    master = make_master("generic", workers=2)
    pids = [task.result() for task in [master.submit(jobs.pid) for _ in range(6)]]
    assert len(set(pids)) == 6


def test_pool_workers_live_on_or_are_replaced_as_asked(make_master):
    for tasks_per_worker, expected in ((0, 1), (3, 2)):
        master = make_master("multicore", tasks_per_worker=tasks_per_worker)
        pids = {master.submit(jobs.pid).result() for _ in range(6)}
        assert len(pids) == expected


# The end of the master.

PROGRAM = """
import sys, time
sys.path.insert(0, {root!r})
from pymw_bridge import Master, get_interface
master = Master(get_interface({interface!r}, workers=2))
task = master.submit_task({function!r}, ({directory!r},))
while task.progress < 0.5:
    time.sleep(0.005)
print("running", *master.status()["interface"]["worker_pids"], flush=True)
{then}
"""


def start_program(interface, directory, then, function="tests.bridge.jobs:family", **environment):
    text = PROGRAM.format(
        root=str(ROOT), interface=interface, directory=str(directory), then=then, function=function
    )
    return subprocess.Popen(
        [sys.executable, "-c", text],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_workers_end_with_their_master_however_it_ends(
    process_interface, tmp_path, eventually, alive, number
):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with start_program(
        process_interface, tmp_path, "time.sleep(600)", TMPDIR=str(temporary)
    ) as program:
        words = program.stdout.readline().split()
        assert words[0] == "running", program.stderr.read()
        pids = {*map(int, words[1:]), *map(int, (tmp_path / "pids").read_text().split())}
        assert all(map(alive, pids))
        program.send_signal(number)
        program.wait()
        eventually(lambda: not any(map(alive, pids)))
        eventually(lambda: not list(temporary.glob("pymw-workers-*")))


def test_idle_workers_clear_up_after_a_master_that_was_killed(
    process_interface, tmp_path, eventually
):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    for attempt in range(3):
        flag = tmp_path / str(attempt)
        flag.touch()
        with start_program(
            process_interface,
            flag,
            "task.result(); master.submit(abs, 1).result(); print('idle', flush=True);"
            " time.sleep(600)",
            function="tests.bridge.jobs:half_way",
            TMPDIR=str(temporary),
        ) as program:
            assert program.stdout.readline().startswith("running"), program.stderr.read()
            assert program.stdout.readline() == "idle\n"
            program.kill()
        eventually(lambda: not list(temporary.glob("pymw-workers-*")))


def test_a_program_that_just_ends_leaves_nothing_behind(tmp_path, eventually, alive):
    with start_program("multicore", tmp_path, "") as program:
        pids = (
            list(map(int, (tmp_path / "pids").read_text().split()))
            if (program.stdout.readline())
            else []
        )
        assert program.wait(timeout=20) == 0, program.stderr.read()
        assert pids
        eventually(lambda: not any(map(alive, pids)))


def test_functions_of_the_main_program_run_on_workers(tmp_path):
    """Functions, methods, classes and the current directory of a program that is no module."""
    script = tmp_path / "program.py"
    script.write_text(
        textwrap.dedent(f"""
            import sys, time
            sys.path.insert(0, {str(ROOT)!r})
            from pymw_bridge import Master, get_interface, TaskException

            class Point:
                def __init__(self, x): self.x = x
                def moved(self, dx: "int") -> "Point": return Point(self.x + dx)

            def double(value):
                return 2 * value

            def four_times(value):
                time.time()
                return double(double(value))

            def make(x):
                return Point(x)

            for name in ("inline", "generic", "multicore"):
                with Master(get_interface(name)) as master:
                    print(master.submit(double, 2).result())
                    print(master.submit_task(four_times, (2,), ("time",), (double,)).result())
                    print(master.submit(Point(1).moved, 4).result().x)
                    print(master.submit_task(make, (7,), dep_funcs=(Point,)).result().x)
                    try:
                        master.submit(Point, 1).result()
                        print(1)
                    except TaskException as error:
                        print("main program" in str(error))
        """)
    )
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=60, cwd=tmp_path
    )
    assert done.stderr == ""
    assert done.stdout.split() == ["4", "8", "5", "7", "True"] * 3
