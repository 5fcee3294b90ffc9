"""Journals: what a program that is run again finds done."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pymw_bridge import FileJournal, JournalError, Master, TaskError, get_interface
from pymw_bridge.call import CallMaker
from pymw_bridge.journal import Entry
from pymw_bridge.keys import ContentKeys
from tests.bridge import jobs

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "journal"


def test_a_finished_task_is_restored_and_not_computed_again(
    interface_name, make_master, path, tmp_path
):
    """Section 5, row 26: the state was lost with the master."""
    for _ in range(3):
        master = make_master(interface_name, journal=path)
        tasks = [
            master.submit_task(jobs.leave_a_mark, (str(tmp_path), number)) for number in range(5)
        ]
        assert [task.result() for task in tasks] == list(range(5))
        assert all(task.progress == 1.0 for task in tasks)
        master.shutdown()
    assert [(tmp_path / str(number)).read_text() for number in range(5)] == ["x"] * 5


def test_output_and_times_are_restored(make_master, path):
    first = make_master(journal=path)
    task = first.submit_task(print, ("hello",), key="k")
    task.result()
    first.shutdown()
    again = make_master(journal=path).submit_task(print, ("hello",), key="k")
    assert again.result() is None
    assert again.stdout == "hello\n"
    assert again.times.started == task.times.started


def test_a_failure_is_tried_again_by_the_next_run(make_master, path, tmp_path):
    for expected in (TaskError, TaskError):
        master = make_master(journal=path)
        with pytest.raises(expected):
            master.submit_task(jobs.divide_by_zero, key="k").result()
        master.shutdown()
    with FileJournal(path) as journal:
        assert len(journal) == 0


def test_equal_submissions_are_different_experiments(make_master, path, tmp_path):
    for _ in range(2):
        master = make_master(journal=path)
        for task in [master.submit_task(jobs.leave_a_mark, (str(tmp_path), "x")) for _ in "abc"]:
            task.result()
        master.shutdown()
    assert (tmp_path / "x").read_text() == "xxx"


def test_a_value_that_is_no_json_is_computed_again(make_master, path, caplog):
    for _ in range(2):
        master = make_master(journal=path)
        assert master.submit_task(jobs.Point, (1, 2), key="k").result() == jobs.Point(1, 2)
        master.shutdown()
    assert "not kept in the journal: a Point cannot be written" in caplog.text


def test_a_journal_that_cannot_write_does_not_cost_the_result(make_master, caplog):
    class Broken:
        def find(self, key):
            return None

        def record(self, entries):
            raise OSError("disk full")

        def close(self):
            pass

    assert make_master(journal=Broken()).submit_task(abs, (-1,), key="k").result() == 1
    assert "disk full" in caplog.text


def test_one_journal_serves_one_program(path):
    with FileJournal(path), pytest.raises(JournalError, match="in use"):
        FileJournal(path)
    FileJournal(path).close()


def test_a_file_that_is_no_journal_is_refused_and_not_touched(path):
    path.write_text("my diary\nsecond line\n")
    with pytest.raises(JournalError, match="is no journal"):
        FileJournal(path)
    assert path.read_text() == "my diary\nsecond line\n"


def test_a_directory_that_does_not_exist_is_said_so(tmp_path):
    with pytest.raises(JournalError, match="cannot be opened"):
        FileJournal(tmp_path / "no" / "journal")


@pytest.mark.parametrize("line", [b"nonsense\n", b"{}\n", b'{"key": 1}\n', b"\xff\n"])
def test_damage_in_the_middle_is_an_error_with_its_line(path, line):
    with FileJournal(path) as journal:
        journal.record([Entry("a", 1)])
    with path.open("ab") as file:
        file.write(line)
    with pytest.raises(JournalError, match="line 3 is damaged"):
        FileJournal(path)


def test_an_entry_with_a_damaged_value_is_an_error(path):
    path.write_bytes(b'{"format":"pymw-journal/1"}\n{"key":"a","value":{"$what":1}}\n')
    with FileJournal(path) as journal, pytest.raises(JournalError, match="damaged"):
        journal.find("a")


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.binary() | st.floats(width=32),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=40, deadline=None)
@given(
    entries=st.lists(st.tuples(st.text(), values, st.text(max_size=50)), min_size=1, max_size=6),
    cut=st.integers(min_value=0, max_value=10_000),
    more=values,
)
def test_a_journal_cut_anywhere_gives_what_was_whole_and_goes_on(
    tmp_path_factory, entries, cut, more
):
    path = tmp_path_factory.mktemp("journal") / "j"
    sizes, expected = [], []
    with FileJournal(path) as journal:
        for key, value, printed in entries:
            journal.record([Entry(key, value, stdout=printed)])
            sizes.append(path.stat().st_size)
            expected.append((key, value, printed))
    os.truncate(path, min(cut, sizes[-1]))
    whole = {
        key: (value, printed)
        for (key, value, printed), size in zip(expected, sizes, strict=True)
        if size <= cut
    }
    with FileJournal(path) as journal:
        assert len(journal) == len(whole)
        for key, (value, printed) in whole.items():
            entry = journal.find(key)
            assert repr((entry.value, entry.stdout)) == repr((value, printed))
        journal.record([Entry("one more", more)])
    with FileJournal(path) as journal:
        assert repr(journal.find("one more").value) == repr(more)


PROGRAM = """
    import os, sys
    sys.path.insert(0, {root!r})
    from pymw_bridge import Master, get_interface
    from tests.bridge import jobs

    if __name__ == "__main__":
        with Master(get_interface("multicore", workers=2), journal={journal!r}) as master:
            tasks = [master.submit_task(jobs.leave_a_mark, ({marks!r}, n)) for n in range(300)]
            for done, task in enumerate(master.as_completed(tasks), start=1):
                print(done, flush=True)
            print(sum(task.result() for task in tasks))
"""


def test_a_program_killed_again_and_again_computes_each_task_once(tmp_path, eventually):
    """Section 5, row 26. A task may begin again whose end nobody had seen; no other may."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    marks = tmp_path / "marks"
    marks.mkdir()
    program = tmp_path / "program.py"
    program.write_text(
        textwrap.dedent(PROGRAM).format(
            root=str(ROOT), journal=str(tmp_path / "journal"), marks=str(marks)
        )
    )
    known_done = 0
    for limit in (40, 120, 250):
        with subprocess.Popen(
            [sys.executable, str(program)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "TMPDIR": str(temporary)},
        ) as run:
            for line in run.stdout:
                if int(line) >= limit:
                    run.send_signal(signal.SIGKILL)
                    break
        known_done = limit
        eventually(lambda: not list(temporary.iterdir()))
    torn = (tmp_path / "journal").read_bytes()
    (tmp_path / "journal").write_bytes(torn + b'{"key": "torn')
    lines = torn.splitlines()[1:]
    assert len(lines) >= known_done
    done = {json.loads(line)["value"] for line in lines if line.endswith(b"}")}
    before = {name: (marks / str(name)).read_text() for name in done}
    final = subprocess.run(
        [sys.executable, str(program)], capture_output=True, text=True, timeout=60, check=True
    )
    assert final.stdout.split()[-1] == str(sum(range(300)))
    assert {name: (marks / str(name)).read_text() for name in done} == before
    assert len(os.listdir(marks)) == 300


def test_keys_name_code_input_and_files(tmp_path):
    maker = CallMaker(tmp_path)
    file = tmp_path / "data"

    def key(function=jobs.identity, args=(1,), content="a", name="data", **more):
        file.write_text(content)
        call = maker.make(function, args, {}, data_files=[(file, name)], **more)
        return ContentKeys().key(call)

    same = key()
    assert key() == same
    different = [
        key(function=jobs.add),
        key(args=(2,)),
        key(args=("1",)),
        key(content="b"),
        key(name="other"),
        key(modules=("os",)),
    ]
    assert len({same, *different}) == 7


def test_a_key_changes_with_the_file_of_a_script(tmp_path):
    script = tmp_path / "s.py"
    keys = set()
    for content in ("print(1)", "print(22)"):
        script.write_text(content)
        keys.add(ContentKeys().key(CallMaker(tmp_path).make(str(script), (), {})))
    assert len(keys) == 2


def test_an_object_of_ones_own_can_be_the_journal(make_master):
    """On a site the rows of jobs are the journal."""

    class Rows:
        def __init__(self):
            self.rows = {}

        def find(self, key):
            return self.rows.get(key)

        def record(self, entries):
            self.rows.update({entry.key: entry for entry in entries})

        def close(self):
            raise AssertionError("it belongs to its maker")

    rows = Rows()
    with Master(get_interface("inline"), journal=rows) as master:
        assert master.submit_task(abs, (-3,), key="row 1").result() == 3
    assert rows.rows["row 1"].value == 3
    with Master(get_interface("inline"), journal=rows) as master:
        assert master.submit_task(jobs.divide_by_zero, key="row 1").result() == 3
