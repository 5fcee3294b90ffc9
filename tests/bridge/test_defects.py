"""The defects of 2009 that this library must not have, on every interface.

The rows in the docstrings are those of the table of defects in the specification.
"""

from __future__ import annotations

import ast
import json
import logging
import os
import pickle
import threading
from pathlib import Path

import pytest

import pymw_bridge
import pymw_bridge.compat as pymw
from pymw_bridge import TaskError, TaskException, get_interface
from pymw_bridge.codec import ResultDocument
from tests.bridge import jobs

PACKAGE = Path(pymw_bridge.__file__).parent


def test_a_result_from_outside_is_never_unpickled():
    """Row 1: a result of a volunteer is JSON with a schema; a pickle is refused unread."""

    class Bomb:
        def __reduce__(self):
            return (os.abort, ())

    with pytest.raises(pymw_bridge.CodecError):
        ResultDocument.load(pickle.dumps(Bomb()))


def test_only_what_talks_to_own_children_can_unpickle():
    """Row 1: the modules that can unpickle are few, and known."""
    allowed = {
        "call.py",  # pickles only
        "source.py",  # pickles only
        "child/bundle.py",
        "child/main.py",
        "child/nursery.py",
        "child/run.py",
        "child/wire.py",
        "local/nursery.py",
        "local/pool.py",  # pickles only
        "local/process.py",
        "local/settle.py",
    }
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in getattr(node, "names", [])]
            module = getattr(node, "module", None) if isinstance(node, ast.ImportFrom) else None
            if {"pickle", "_pickle", "marshal", "shelve"} & {module, *names} or (
                module == "pymw_bridge.child.wire" and {"loads", "dumps"} & set(names)
            ):
                found.add(str(path.relative_to(PACKAGE)))
    assert found <= allowed
    assert "codec.py" not in found


def test_nothing_is_given_to_a_shell():
    """Rows 3 and 4: no shell is ever asked."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in ("os.system", "os.popen"), path
                assert not any(word.arg == "shell" for word in node.keywords), path


def test_what_a_task_prints_is_only_text(interface_name, make_master, tmp_path):
    """Row 3: prints were once run as shell commands."""
    victim = tmp_path / "victim"
    task = make_master(interface_name).submit(print, f"touch {victim}; $(touch {victim})")
    task.result()
    assert str(victim) in task.stdout
    assert not victim.exists()


def test_the_same_function_with_other_files_sees_the_other_files(
    interface_name, make_master, tmp_path
):
    """Rows 6 and 7: a second bundle of the same names is not the first."""
    master = make_master(interface_name)
    for number in range(3):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "data.txt").write_text(f"bundle {number}")
    tasks = [
        master.submit_task(
            jobs.read_files, ("data.txt",), data_files=[tmp_path / str(number) / "data.txt"]
        )
        for number in range(3)
    ]
    assert [task.result() for task in tasks] == [[f"bundle {n}"] for n in range(3)]


def test_one_failure_leaves_the_others_alone(interface_name, make_master):
    """Rows 16, 17 and 20: a typed error on that task only, which the error names."""
    master = make_master(interface_name, workers=2)
    tasks = [
        master.submit(jobs.divide_by_zero) if number % 3 == 0 else master.submit(abs, -number)
        for number in range(12)
    ]
    for number, task in enumerate(tasks):
        if number % 3:
            assert task.result() == number
        else:
            with pytest.raises(TaskError) as caught:
                task.result()
            assert caught.value.task is task


def test_results_stay_and_come_first_one_first(interface_name):
    """Row 19: get_result twice hung for ever, and "any" was the last one."""
    with pymw.PyMW_Master(get_interface(interface_name)) as master:
        tasks = [master.submit_task(jobs.identity, (number,)) for number in range(6)]
        for task in tasks:
            task.result()
        assert master.get_result(tasks[0])[1] == 0
        assert master.get_result(tasks[0])[1] == 0
        assert [master.get_result()[1] for _ in range(5)] == [1, 2, 3, 4, 5]
        with pytest.raises(TaskException, match="got already"):
            master.get_result()
        assert master.get_result(tasks)[1] == 0
        assert master.get_result(tasks[3])[1] == 3


def test_two_threads_that_want_any_result_get_different_ones(interface_name):
    """Row 19: one thread could starve the other."""
    with pymw.PyMW_Master(get_interface(interface_name, workers=2)) as master:
        tasks = [master.submit_task(jobs.identity, (number,)) for number in range(20)]
        got = []

        def take():
            for _ in range(10):
                got.append(master.get_result()[0])

        threads = [threading.Thread(target=take) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert set(got) == set(tasks)
        assert len(got) == 20


def test_what_was_printed_before_a_crash_is_kept(interface_name, make_master):
    """Row 21: the crash log."""
    task = make_master(interface_name).submit(jobs.print_then_fail)
    with pytest.raises(TaskError) as caught:
        task.result()
    error = caught.value
    assert (error.stdout, error.stderr) == ("last words\n", "and a warning\n")
    assert (error.exc_type, error.message) == ("ValueError", "it broke here")
    assert 'raise ValueError("it broke here")' in error.traceback
    assert task.stdout == "last words\n"


def test_an_exit_is_an_error_like_any_other(interface_name, make_master):
    """Row 21: a task that calls sys.exit ends itself, not its worker or its master."""
    master = make_master(interface_name)
    with pytest.raises(TaskError) as caught:
        master.submit(jobs.exit_with, 3).result()
    assert caught.value.exc_type == "SystemExit"
    assert master.submit(abs, -1).result() == 1


def test_no_except_is_bare_and_no_error_passes_in_silence():
    """Row 23: sixteen bare excepts swallowed everything."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ExceptHandler):
                assert node.type is not None, f"{path}:{node.lineno}"
                broad = ast.unparse(node.type) in ("Exception", "BaseException")
                assert not (broad and isinstance(node.body[0], ast.Pass)), f"{path}:{node.lineno}"


def test_two_hundred_tasks_from_eight_threads(interface_name, make_master):
    """Rows 23 and 24: no submission is forgotten, and threads stay few."""
    master = make_master(interface_name, workers=2)
    tasks: list[list] = [[] for _ in range(8)]
    most = []

    def submit(mine):
        for number in range(25):
            mine.append(master.submit(abs, -number))
            most.append(threading.active_count())

    before = threading.active_count()
    threads = [threading.Thread(target=submit, args=(mine,)) for mine in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [task.result() for mine in tasks for task in mine] == list(range(25)) * 8
    assert max(most) <= before + len(threads) + 4


def test_thousands_of_tasks(make_master):
    """Row 25: 800 was the largest run ever reported."""
    master = make_master("multicore", workers=2)
    assert sum(master.map(abs, range(5000))) == sum(range(5000))


def test_progress_is_reported(process_interface, make_master, tmp_path, eventually):
    """Row 27: progress was 0 or 1."""
    flag = tmp_path / "go"
    task = make_master(process_interface).submit_task(jobs.half_way, (str(flag),))
    eventually(lambda: task.progress == 0.5)
    assert not task.done()
    flag.touch()
    assert task.result() == "done"
    assert task.progress == 1.0


def test_progress_is_a_number_from_0_to_1(interface_name, make_master):
    """Row 27"""
    task = make_master(interface_name).submit(jobs.report_nonsense)
    task.result()
    assert task.progress == 1.0


def test_a_master_leaves_no_traces(interface_name, make_master, tmp_path, monkeypatch):
    """Row 30: no directory appears where the program runs, and the root logger is not touched."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    handlers, level = list(logging.root.handlers), logging.root.level
    (tmp_path / "data").write_text("x")
    with pymw.PyMW_Master(get_interface(interface_name)) as master:
        task = master.submit_task(_with_helper, (2,), dep_funcs=(_helper,), data_files=("data",))
        assert master.get_result(task)[1] == 4
    assert os.listdir(tmp_path) == ["data"]
    assert (list(logging.root.handlers), logging.root.level) == (handlers, level)
    assert logging.getLogger("pymw_bridge").level == logging.NOTSET


def _helper(value):
    return value * 2


def _with_helper(value):
    return _helper(value)


# What stands outside the table, in the sections on submission.


@pytest.mark.parametrize("value", [0, "", False, 0.0, "text", {}, {"a": 1}])
def test_a_falsy_argument_is_an_argument(interface_name, make_master, value):
    """Section 1.2: 0 and "" meant "no arguments", and a text was taken apart."""
    assert make_master(interface_name).submit_task(jobs.identity, value).result() == value


def test_only_none_means_no_arguments(interface_name, make_master):
    master = make_master(interface_name)
    assert master.submit_task(jobs.number_of_arguments).result() == 0
    assert master.submit_task(jobs.number_of_arguments, None).result() == 0
    assert master.submit_task(jobs.number_of_arguments, (None,)).result() == 1
    assert master.submit_task(jobs.number_of_arguments, [1, 2, 3]).result() == 3


def test_lists_are_taken_where_tuples_were(interface_name, make_master, tmp_path):
    """Section 1.2: a list of files was "unhashable"."""
    (tmp_path / "a").write_text("A")
    task = make_master(interface_name).submit_task(
        _uses_module_and_helper, ["a"], ["math"], [_helper], [tmp_path / "a"]
    )
    assert task.result() == ["A", 4]


def _uses_module_and_helper(name):
    import math

    with open(name) as file:
        return [file.read(), _helper(int(math.sqrt(4)))]


def test_modules_are_imported_for_shipped_source(process_interface, make_master):
    """Section 1.2: modules become imports, also dotted ones."""
    task = make_master(process_interface).submit_task(
        _needs_imports, ('{"a": 1}',), modules=("json", "os.path")
    )
    assert task.result() == [{"a": 1}, "b"]


def _needs_imports(text):
    return [json.loads(text), os.path.basename("a/b")]


def test_methods_can_be_executed(interface_name, make_master):
    """Section 1.2: a bound method lost its self."""
    task = make_master(interface_name).submit_task(jobs.Point(1, 2).moved, (3,))
    assert task.result() == jobs.Point(4, 2)


@pytest.mark.parametrize("kind", [TypeError, TaskException])
def test_a_lambda_is_refused_at_submission(interface_name, make_master, kind):
    """Section 1.2: a lambda was a syntax error on the worker."""
    with pytest.raises(kind, match="lambda"):
        make_master(interface_name).submit(lambda: 1)


def test_a_closure_is_refused_at_submission(interface_name, make_master):
    with pytest.raises(TaskException, match="uses bad of the function around it"):
        make_master(interface_name).submit(jobs.fail_on(3), 3)


def test_equal_names_of_data_files_are_refused(interface_name, make_master, tmp_path):
    """Section 1.2: one overwrote the other."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x").write_text(name)
    master = make_master(interface_name)
    with pytest.raises(TaskException, match="would both be called 'x'"):
        master.submit_task(jobs.null, data_files=[tmp_path / "one/x", tmp_path / "two/x"])
    task = master.submit_task(
        jobs.read_files, ("x", "y"), data_files=[tmp_path / "one/x", (tmp_path / "two/x", "y")]
    )
    assert task.result() == ["one", "two"]


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", "/etc/x", "a\0b"])
def test_a_data_file_cannot_leave_its_directory(make_master, tmp_path, name):
    """Section 2: the names in the zip were not looked at."""
    (tmp_path / "x").write_text("x")
    with pytest.raises(TaskException, match="plain file name"):
        make_master("inline").submit_task(jobs.null, data_files=[(tmp_path / "x", name)])


def test_a_missing_data_file_is_refused_at_submission(make_master, tmp_path):
    with pytest.raises(TaskException, match="does not exist"):
        make_master("inline").submit_task(jobs.null, data_files=[tmp_path / "nothing"])


def test_a_script_is_run_and_what_it_emits_first_is_its_result(
    interface_name, make_master, tmp_path
):
    """Section 1.2: the path of a script could not work at all."""
    script = tmp_path / "script.py"
    script.write_text(
        "import sys\n"
        "if __name__ == '__main__':\n"
        "    print(sys.argv[1:])\n"
        "    pymw_emit_result(sum(pymw_input))\n"
        "    pymw_emit_result('ignored')\n"
    )
    task = make_master(interface_name).submit_task(str(script), (1, 2))
    assert task.result() == 3
    assert task.stdout == "['1', '2']\n"
