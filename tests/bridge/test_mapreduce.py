"""Map-reduce."""

from __future__ import annotations

import concurrent.futures

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pymw_bridge import MapReduce, TaskError, TaskException
from pymw_bridge.mapreduce import byte_ranges, split
from tests.bridge import jobs


@pytest.mark.parametrize("reducers", [-1, 1, 3])
def test_all_is_mapped_and_reduced(make_master, reducers):
    master = make_master("multicore", workers=2)
    task = MapReduce(master).submit(
        jobs.squares, jobs.total, 4, list(range(1, 21)), red_worker=reducers
    )
    results = task.result()
    assert sum(results) == 2870
    assert len(results) == (4 if reducers == -1 else reducers)
    assert task.progress == 1.0


def test_reducers_get_the_map_results_in_order(make_master):
    task = MapReduce(make_master("multicore", workers=2)).submit(
        jobs.identity, jobs.identity, 5, "abcdefghij", red_worker=1
    )
    assert task.result() == ["abcdefghij"]


def test_a_map_that_fails_fails_the_whole(make_master):
    """The original never finished."""
    task = MapReduce(make_master()).submit(jobs.fail_if_negative, jobs.total, 3, [1, -2, 3])
    with pytest.raises(TaskError, match="negative") as caught:
        task.result()
    assert caught.value.task in task.parts


def test_a_reduce_that_fails_fails_the_whole(make_master):
    task = MapReduce(make_master()).submit(jobs.identity, jobs.fail_if_negative, 3, [1, -2, 3])
    with pytest.raises(TaskError, match="negative"):
        task.result()


def test_map_results_that_cannot_be_added_fail_the_whole(make_master):
    task = MapReduce(make_master()).submit(jobs.null_of, jobs.total, 2, [1, 2], red_worker=1)
    with pytest.raises(TypeError):
        task.result()


def test_nothing_gives_nothing(make_master):
    assert MapReduce(make_master()).submit(jobs.squares, jobs.total, 3, []).result() == []
    assert MapReduce(make_master()).submit(jobs.squares, jobs.total).result() == []


def test_cancelling_cancels_the_parts(make_master, eventually):
    master = make_master("multicore")
    task = MapReduce(master).submit(jobs.sleep_long, jobs.total, 3, [1, 2, 3])
    assert task.cancel()
    assert all(part.cancelled() for part in task.parts)
    with pytest.raises(concurrent.futures.CancelledError):
        task.result()


@pytest.mark.parametrize("numbers", [{"num_worker": 0}, {"red_worker": 0}, {"red_worker": -2}])
def test_senseless_numbers_are_refused(make_master, numbers):
    with pytest.raises(TaskException):
        MapReduce(make_master()).submit(jobs.squares, jobs.total, input_data=[1], **numbers)


def test_files_are_split_by_bytes(make_master, tmp_path):
    sizes = [10, 0, 25, 7]
    files = []
    for number, size in enumerate(sizes):
        files.append((str(tmp_path / str(number)),))
        (tmp_path / str(number)).write_bytes(bytes([number]) * size)
    task = MapReduce(make_master()).submit(
        jobs.count_bytes, jobs.identity, 4, files, file_input=True
    )
    assert sum(task.result()) == 42


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(), max_size=30), st.integers(1, 12))
def test_slices_are_nearly_equal_and_lose_nothing(data, number):
    slices = split(data, number)
    assert [item for piece in slices for item in piece] == data
    lengths = [len(piece) for piece in slices]
    assert lengths == sorted(lengths, reverse=True)
    assert not lengths or lengths[0] - lengths[-1] <= 1
    assert len(slices) == min(number, len(data))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 40), max_size=5), st.integers(1, 8))
def test_byte_ranges_cover_each_byte_once(tmp_path_factory, sizes, number):
    directory = tmp_path_factory.mktemp("ranges")
    for index, size in enumerate(sizes):
        (directory / str(index)).write_bytes(b"x" * size)
    lists = byte_ranges([(str(directory / str(index)),) for index in range(len(sizes))], number)
    covered = sorted(
        (path, byte)
        for ranges in lists
        for path, start, end in ranges
        for byte in range(start, end)
    )
    assert covered == sorted(
        (str(directory / str(index)), byte)
        for index, size in enumerate(sizes)
        for byte in range(size)
    )
    totals = [sum(end - start for _, start, end in ranges) for ranges in lists]
    assert not totals or max(totals) - min(totals) <= 1
