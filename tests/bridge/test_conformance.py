"""What every interface must do: the fourteen cases of the original's own tests.

The names in the docstrings are those of the original cases.
"""

from __future__ import annotations

import pytest

import pymw_bridge.compat as pymw
from pymw_bridge import InterfaceException, TaskError, TaskException, get_interface
from tests.bridge import jobs


@pytest.fixture
def master(interface_name):
    with pymw.PyMW_Master(interface=get_interface(interface_name, workers=2)) as master:
        yield master


def test_only_tasks_have_results(master):
    """testGetResultNoSubmit"""
    master.submit_task(jobs.null)
    with pytest.raises(TaskException):
        master.get_result(1234)
    with pytest.raises(TaskException):
        master.get_result([1, 2, 3, 4])


def test_a_result_of_nothing_submitted_is_an_error(master):
    """testGetAnyResultNoSubmit"""
    with pytest.raises(TaskException, match="No tasks"):
        master.get_result()


def test_a_script_that_does_not_exist_fails_its_task(master):
    """testBadExecutable"""
    task = master.submit_task("there_is_no_such_script")
    with pytest.raises(TaskError) as caught:
        master.get_result(task)
    assert caught.value.exc_type == "FileNotFoundError"
    with pytest.raises(TaskException):
        master.submit_task(2)


def test_a_number_is_no_executable(master):
    """testBadExecutableType"""
    with pytest.raises(TaskException, match="not int"):
        master.submit_task(1)
    with pytest.raises(TypeError):
        master.submit_task(1)


@pytest.mark.parametrize("python", ["/there/is/no/python", "/bin/false", __file__])
def test_a_wrong_interpreter_fails_the_task_and_hangs_nothing(process_interface, python):
    """testBadPython; section 5, row 5: a tool that fails is not waited for"""
    interface = get_interface(process_interface, workers=2, python=python)
    with pymw.PyMW_Master(interface=interface) as master:
        tasks = [master.submit_task(jobs.null) for _ in range(3)]
        for task in tasks:
            with pytest.raises(TaskError) as caught:
                master.get_result(task)
            assert caught.value.task is task


def test_an_error_of_the_program_arrives(master):
    """testProgramError"""
    task = master.submit_task(jobs.divide_by_zero)
    with pytest.raises(TaskError, match="division by zero") as caught:
        master.get_result(task)
    assert caught.value.exc_type == "ZeroDivisionError"
    assert "return 1 / 0" in caught.value.traceback
    assert "pymw_bridge" not in caught.value.traceback


def test_stdout_and_stderr_are_captured(master):
    """testStdoutStderr"""
    task = master.submit_task(jobs.print_both)
    master.get_result(task)
    assert (task._stdout, task._stderr) == ("stdout test", "stderr test")
    assert (task.stdout, task.stderr) == ("stdout test", "stderr test")


def test_map_reduce(master):
    """testMapReduce"""
    mapreduce = pymw.PyMW_MapReduce(master)
    task = mapreduce.submit_task_mapreduce(
        jobs.squares, jobs.total, num_worker=10, input_data=list(range(1, 21))
    )
    same, value = master.get_result(task)
    assert same is task
    assert sum(value) == 2870
    assert len(value) == 10


def test_data_files_arrive(master, tmp_path):
    """testSendFiles"""
    files = [tmp_path / f"file{number}.txt" for number in range(10)]
    for file in files:
        file.write_text(f"content of {file.name}")
    names = tuple(file.name for file in files)
    task = master.submit_task(jobs.read_files, names, data_files=tuple(files))
    assert master.get_result(task)[1] == [f"content of {name}" for name in names]


def test_standard_operation(master):
    """testStandardOperation"""
    tasks = [master.submit_task(jobs.identity, input_data=(i % 10,)) for i in range(30)]
    one_by_one = [master.get_result(task)[1] for task in tasks[:10]]
    of_list = [master.get_result(tasks[10:20])[1] for _ in range(10)]
    any_left = [master.get_result()[1] for _ in range(10)]
    assert sum(one_by_one) == sum(of_list) == sum(any_left) == 45
    for task in tasks:
        assert task.get_total_time() >= 0
        assert task.get_execution_time() >= 0


class _Wrapped:
    """An interface whose optional methods are spoiled."""

    def __init__(self, **spoiled):
        self._inner = get_interface("inline")
        for name, method in spoiled.items():
            setattr(self, name, method)

    def execute_task(self, task, worker):
        self._inner.execute_task(task, worker)


def _raise(*_args):
    raise RuntimeError("spoiled")


def test_a_status_that_is_no_dict_is_an_error_in_the_status():
    """testBadStatusReturn"""
    with pymw.PyMW_Master(interface=_Wrapped(get_status=lambda: 1)) as master:
        assert master.get_status()["interface_status"] == "error"
        assert master.get_status()["tasks"] == []


def test_a_status_that_raises_is_an_error_in_the_status(caplog):
    """testBadStatusException"""
    with pymw.PyMW_Master(interface=_Wrapped(get_status=_raise), loglevel=40) as master:
        assert master.get_status()["interface_status"] == "error"
    assert "spoiled" in caplog.text


def test_an_interface_that_raises_fails_the_task_with_its_text():
    """testBadTaskExecution"""
    with pymw.PyMW_Master(interface=_Wrapped(execute_task=_raise)) as master:
        task = master.submit_task(jobs.null)
        with pytest.raises(TaskError, match="spoiled") as caught:
            master.get_result(task)
        assert caught.value.task is task
        assert isinstance(caught.value.__cause__, RuntimeError)


def test_spoiled_worker_functions_do_not_stop_a_task(caplog):
    """testBadWorkerFuncs; section 5, row 23: errors are logged, not swallowed"""
    names = ("get_available_workers", "reserve_worker", "worker_finished", "attach")
    interface = _Wrapped(**dict.fromkeys(names, _raise))
    with pymw.PyMW_Master(interface=interface, loglevel=40) as master:
        task = master.submit_task(jobs.identity, (5,))
        assert master.get_result(task)[1] == 5
    for name in names:
        assert f"{name} of" in caplog.text


def test_an_interface_needs_one_method():
    with pytest.raises(InterfaceException, match="execute_task"):
        pymw.PyMW_Master(interface=object())
