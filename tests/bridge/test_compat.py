"""A program of 2008, after changing its import."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import pymw_bridge.compat as pymw
from tests.bridge import jobs

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = '''
    from optparse import OptionParser
    import sys
    sys.path.insert(0, {root!r})
    import pymw_bridge.compat as pymw

    def throw_points(rng_seed, num_tests):
        """Count points in the quarter circle."""
        random.seed(rng_seed)
        hits = 0
        for i in range(num_tests):
            hits += inside(random.random(), random.random())
        return [num_tests, hits]

    def inside(x, y):
        return x*x + y*y < 1

    parser = OptionParser(usage="usage: %prog")
    parser.add_option("-t", "--tests", dest="tests", default="1000")
    options, args = pymw.interfaces.parse_options(parser, sys.argv[1:])
    interface_obj = pymw.interfaces.get_interface(options)
    pymw_master = pymw.PyMW_Master(interface=interface_obj)
    tasks = [pymw_master.submit_task(throw_points, input_data=(i, int(options.tests)),
                                     modules=("random",), dep_funcs=(inside,))
             for i in range(4)]
    total = hits = 0
    for _ in tasks:
        res_task, result = pymw_master.get_result()
        total += result[0]
        hits += result[1]
    print(total, 2.5 < 4.0 * hits / total < 3.8)
    try:
        pymw_master.get_result(7)
    except pymw.TaskException as error:
        print("TaskException")
    print(sorted(pymw_master.get_progress(tasks)))
    print(len(pymw_master.get_status()["tasks"]))
'''


@pytest.mark.parametrize("name", ["generic", "multicore"])
def test_a_program_runs_as_it_is(tmp_path, name):
    script = tmp_path / "monte_pi.py"
    script.write_text(textwrap.dedent(PROGRAM).format(root=str(ROOT)))
    done = subprocess.run(
        [sys.executable, str(script), "-i", name, "-n", "2"],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=tmp_path,
    )
    assert done.stderr == ""
    assert done.stdout == "4000 True\nTaskException\n[1.0, 1.0, 1.0, 1.0]\n4\n"
    assert [path.name for path in tmp_path.iterdir()] == ["monte_pi.py"]


@pytest.fixture
def master():
    with pymw.PyMW_Master(interface=pymw.interfaces.inline.InlineInterface()) as master:
        yield master


def test_names_of_a_task(master):
    task = master.submit_task(jobs.identity, (4,))
    assert master.get_result(task) == (task, 4)
    assert isinstance(task, pymw.PyMW_Task)
    assert task._output_data == 4
    assert task.get_progress() == 1.0
    assert task.get_total_time() >= task.get_execution_time() >= 0
    assert task.executable is jobs.identity
    assert task.input_data == (4,)
    task.cleanup(True)


def test_times_are_none_until_the_end():
    with pymw.PyMW_Master(interface=pymw.MulticoreInterface(num_workers=1)) as master:
        task = master.submit_task(jobs.sleep_long, (1,))
        assert task.get_total_time() is None
        assert task.get_execution_time() is None
        assert master.get_result(blocking=False) == (None, None)
        assert master.get_result(task, blocking=False) == (None, None)
        assert master.get_result([task], blocking=False) == (None, None)


def test_progress_of_nothing_is_nothing(master):
    assert master.get_progress(None) == []


def test_an_empty_list_means_any(master):
    task = master.submit_task(jobs.identity, (4,))
    assert master.get_result([]) == (task, 4)


def test_a_task_of_another_master_is_refused(master):
    with pymw.PyMW_Master(interface=pymw.interfaces.inline.InlineInterface()) as other:
        task = other.submit_task(jobs.null)
        with pytest.raises(pymw.TaskException, match="no task of this master"):
            master.get_result(task)


def test_a_cancelled_task_gives_an_error(master):
    task = pymw.PyMW_Master(interface=pymw.MulticoreInterface())
    try:
        hanging = task.submit_task(jobs.sleep_long, (1,))
        hanging.cancel()
        with pytest.raises(pymw.TaskException, match="cancelled"):
            task.get_result(hanging)
    finally:
        task.close()


def test_the_scheduler_function_is_asked():
    asked = []

    def last_first(tasks, workers):
        asked.append(len(tasks))
        return tasks[-1], workers[0]

    with pymw.PyMW_Master(
        interface=pymw.GenericInterface(2, sys.executable), scheduler_func=last_first
    ) as master:
        tasks = [master.submit_task(jobs.identity, (n,)) for n in range(4)]
        assert sorted(master.get_result(tasks)[1] for _ in tasks) == [0, 1, 2, 3]
    assert len(asked) == 4


def test_files_can_be_kept(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pymw.PyMW_Master(interface=pymw.GenericInterface(), delete_files=False) as master:
        task = master.submit_task(jobs.identity, (3,), modules=("os",))
        assert master.get_result(task)[1] == 3
    assert [path.suffix for path in (tmp_path / "tasks").iterdir()] == [".bundle"]
