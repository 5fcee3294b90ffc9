"""Counters, queues and sampling against plain models."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pacman_engine.agent_api.containers import (
    PriorityQueue,
    PriorityQueueWithFunction,
    Queue,
    Stack,
)
from pacman_engine.agent_api.counter import Counter
from pacman_engine.agent_api.sampling import (
    chooseFromDistribution,
    flipCoin,
    getProbability,
    normalize,
    nSample,
    sample,
)

NUMBERS = st.dictionaries(st.text("abcdef", max_size=1), st.integers(-9, 9))
few = settings(max_examples=60, deadline=None)


@few
@given(NUMBERS, NUMBERS)
def test_counters_add_subtract_and_multiply_key_by_key(a: dict, b: dict) -> None:
    x, y = Counter(a), Counter(b)
    keys = a.keys() | b.keys()
    assert x + y == {key: a.get(key, 0) + b.get(key, 0) for key in keys}
    assert x - y == {key: a.get(key, 0) - b.get(key, 0) for key in keys}
    assert x * y == y * x == sum(a[key] * b[key] for key in a.keys() & b.keys())
    assert (x, y) == (a, b), "the operands stay as they were"


@few
@given(NUMBERS)
def test_the_largest_key_is_the_first_among_equals(items: dict) -> None:
    counter = Counter(items)
    best = counter.argMax()
    if not items:
        assert best is None
        return
    assert best == next(key for key, value in items.items() if value == max(items.values()))
    assert counter.sortedKeys() == sorted(items, key=lambda key: -items[key])


def test_features_are_multiplied_with_a_plain_dictionary_of_weights() -> None:
    assert Counter({"near": 3, "far": 1}) * {"near": 10, "other": 5} == 30


def test_a_copy_of_a_counter_is_a_counter() -> None:
    copy = Counter(a=1).copy()
    assert isinstance(copy, Counter)
    assert copy["missing"] == 0


def test_a_sum_of_counters_fails_as_on_the_original() -> None:
    with pytest.raises(AttributeError):
        sum([Counter(a=1), Counter(a=2)])


@few
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 4), st.booleans()), max_size=30))
def test_a_priority_queue_is_a_stable_sort(steps: list[tuple[int, int, bool]]) -> None:
    queue, model, count = PriorityQueue(), dict[int, tuple[int, int]](), 0
    for item, priority, pop in steps:
        if pop and model:
            expected = min(model, key=lambda i: model[i])
            assert queue.pop() == expected
            del model[expected]
            continue
        queue.update(item, priority)
        if item not in model:
            model[item] = (priority, count)
            count += 1
        elif model[item][0] > priority:
            model[item] = (priority, model[item][1])
    assert [queue.pop() for _ in range(len(model))] == sorted(model, key=lambda i: model[i])
    assert queue.isEmpty()


def test_a_priority_queue_shows_its_heap() -> None:
    queue = PriorityQueue()
    queue.push("a", 4)
    assert (queue.heap, queue.count) == ([(4, 0, "a")], 1)


def test_a_priority_function_replaces_the_priority() -> None:
    queue = PriorityQueueWithFunction(len)
    for word in ("three", "a", "no"):
        queue.push(word)
    assert [queue.pop() for _ in range(3)] == ["a", "no", "three"]


def test_a_stack_and_a_queue_give_back_in_their_order() -> None:
    stack, queue = Stack(), Queue()
    for item in (1, 2, 3):
        stack.push(item)
        queue.push(item)
    assert (stack.list, queue.list) == ([1, 2, 3], [3, 2, 1])
    assert [stack.pop(), queue.pop()] == [3, 1]


@pytest.mark.parametrize("container", [Stack, Queue, PriorityQueue])
def test_taking_from_an_empty_container_is_an_index_error(container: Any) -> None:
    assert container().isEmpty()
    with pytest.raises(IndexError):
        container().pop()


def test_normalizing_leaves_a_sum_of_zero_alone() -> None:
    nothing: Counter = Counter(a=0)
    assert normalize(nothing) is nothing
    assert normalize([1, 3]) == [0.25, 0.75]
    assert normalize(Counter(a=1, b=1)) == {"a": 0.5, "b": 0.5}


def test_sampling_draws_once_and_sorts_the_keys() -> None:
    random.seed(3)
    draw = random.random()
    random.seed(3)
    assert sample(Counter(b=1, a=1)) == ("a" if draw <= 0.5 else "b")
    random.seed(3)
    assert sample([0.0, 1.0], ["never", "always"]) == "always"
    random.seed(3)
    assert flipCoin(0.5) == (draw < 0.5)


def test_many_samples_keep_the_order_of_the_values() -> None:
    random.seed(3)
    drawn = nSample([0.5, 0.5], ["a", "b"], 20)
    assert drawn == sorted(drawn)
    assert set(drawn) == {"a", "b"}


def test_probabilities_of_equal_values_add_up() -> None:
    assert getProbability("a", [0.2, 0.3, 0.5], ["a", "b", "a"]) == pytest.approx(0.7)


def test_pairs_of_probability_and_element_can_be_drawn_from() -> None:
    assert chooseFromDistribution([(0.0, "never"), (1.0, "always")]) == "always"
