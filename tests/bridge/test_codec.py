"""Documents and values as JSON."""

from __future__ import annotations

import contextlib
import json
import math
from collections import OrderedDict, namedtuple
from enum import IntEnum

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pymw_bridge import CodecError
from pymw_bridge.codec import (
    Limits,
    ResultDocument,
    TaskDocument,
    check_plain,
    dump_value,
    load_value,
)

atoms = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.complex_numbers(allow_nan=False)
    | st.text(alphabet=st.characters(codec="utf-8") | st.characters(categories=["Cs"]))
    | st.binary()
    | st.decimals(allow_nan=False)
)
hashable = atoms | st.tuples(atoms, atoms) | st.frozensets(atoms, max_size=3)
values = st.recursive(
    atoms,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.sets(hashable, max_size=3)
        | st.dictionaries(st.text(max_size=5) | st.just("$tuple"), inner, max_size=4)
        | st.dictionaries(hashable, inner, max_size=3)
    ),
    max_leaves=10,
)
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(values)
def test_a_value_comes_back_as_it_was(value):
    text = dump_value(value)
    assert text.isascii()
    back = load_value(text)
    assert back == value
    assert type(back) is type(value)


@settings(max_examples=50, deadline=None)
@given(st.sets(st.integers() | st.text(), max_size=8))
def test_equal_sets_give_equal_text(items):
    assert dump_value(items) == dump_value({*reversed(list(items))})


def test_numbers_that_json_lacks_come_back():
    assert math.isnan(load_value(dump_value(math.nan)))
    assert load_value(dump_value([math.inf, -math.inf])) == [math.inf, -math.inf]
    assert load_value(dump_value(7**2000)) == 7**2000
    assert str(load_value(dump_value(-0.0))) == "-0.0"


class Colour(IntEnum):
    RED = 1


@pytest.mark.parametrize(
    "value",
    [object(), Colour.RED, OrderedDict(a=1), namedtuple("P", "x")(1), len, {1: {2: bytearray()}}],
)
def test_what_would_come_back_as_something_else_is_refused(value):
    with pytest.raises(CodecError, match="cannot be written"):
        dump_value(value)


def test_what_contains_itself_is_refused():
    endless: list = []
    endless.append(endless)
    with pytest.raises(CodecError, match="contains itself"):
        dump_value(endless)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=60) | plain.map(json.dumps))
def test_no_text_does_more_than_raise_a_codec_error(text):
    for load in (load_value, TaskDocument.load, ResultDocument.load):
        with contextlib.suppress(CodecError):
            load(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"$tuple": 3}',
        '{"$what": 3}',
        '{"$bytes": "*"}',
        '{"$bytes": 3}',
        '{"$dict": [[1]]}',
        '{"$dict": [[[], 1]]}',
        '{"$dict": 7}',
        '{"$set": [[]]}',
        '{"$complex": ["1"]}',
        '{"$complex": 1}',
        '{"$decimal": "x"}',
        '{"$int": "z"}',
        '{"$float": []}',
        '{"$tuple": [], "a": 1}',
        "[NaN]",
        "[" * 200 + "]" * 200,
        "[" * 100_000,
        "",
    ],
)
def test_damaged_values_are_codec_errors(text):
    with pytest.raises(CodecError):
        load_value(text)


def test_a_value_has_a_size_limit():
    with pytest.raises(CodecError, match="limit is 10"):
        dump_value("x" * 20, Limits(size=10))
    with pytest.raises(CodecError, match="limit is 10"):
        load_value('"' + "x" * 20 + '"', Limits(size=10))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(plain, max_size=3), st.dictionaries(st.text(), plain, max_size=2), st.lists(st.text())
)
def test_task_documents_come_back(args, kwargs, files):
    document = TaskDocument("module:function", args, kwargs, files)
    assert TaskDocument.load(document.dump()) == document
    assert TaskDocument.load(document.dump().encode()) == document


@settings(max_examples=60, deadline=None)
@given(plain, st.text(), st.floats(min_value=0, allow_infinity=False, allow_nan=False))
def test_result_documents_come_back(value, printed, seconds):
    document = ResultDocument(ok=True, value=value, stdout=printed, seconds=seconds)
    assert ResultDocument.load(document.dump()) == document
    error = {"type": "ValueError", "message": printed, "traceback": ""}
    failed = ResultDocument(ok=False, error=error, stderr=printed)
    assert ResultDocument.load(failed.dump()) == failed


GOOD = json.loads(ResultDocument(ok=True, value=1).dump())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": "pymw-result/2"}, "no document of format"),
        ({"format": None}, "no document of format"),
        ({"ok": 1}, "ok: unexpected int"),
        ({"ok": False}, "error: must be there"),
        ({"error": {"type": "E"}}, "error: must be there"),
        ({"ok": False, "error": {"type": "E"}}, "error.message"),
        ({"stdout": None}, "stdout: unexpected"),
        ({"seconds": "1"}, "seconds: unexpected"),
        ({"extra": 1}, "fields must be"),
    ],
)
def test_a_result_document_that_breaks_the_schema_is_refused(change, message):
    with pytest.raises(CodecError, match=message):
        ResultDocument.load(json.dumps({**GOOD, **change}))


def test_a_document_nested_too_deeply_is_refused():
    text = ResultDocument(ok=True, value=1).dump().replace(":1}", ":" + "[" * 120 + "]" * 120 + "}")
    with pytest.raises(CodecError):
        ResultDocument.load(text)


@pytest.mark.parametrize("value", [(1,), {1: 2}, {"a": {3}}, b"x", math.nan, [math.inf], object()])
def test_documents_hold_plain_json_only(value):
    with pytest.raises(TypeError):
        check_plain(value)
    with pytest.raises(TypeError):
        TaskDocument("m:f", [value]).dump()
