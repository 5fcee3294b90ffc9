"""No loop is much dearer for the host than for the agent that runs it.

Processor time of the thread that runs the guest; all loops are measured by the benchmark
sandbox_costs, these are the ones that could be dear.
"""

from __future__ import annotations

import pytest

from benchmarks._loops import CACHED, MOST, cost_of

DEAR = (
    "time.time",
    "datetime.now",
    "time.sleep(0)",
    "host_clock",
    "os.urandom of 1",
    "os.urandom of 64 kB",
    "host_random of 64 kB",
    "random.Random()",
    "uuid4",
    "print",
    "os.write of 1",
    "host_write of wide text",
    "making files",
    "growing to the limit",
    "copying every other byte",
    "sorting",
    "large remainders",
    "square roots",
    "nothing",
)
TRIES = 3


@pytest.mark.parametrize("name", DEAR)
def test_a_reference_second_costs_the_host_at_most_four_of_its_own(name):
    ratios = []
    for _ in range(TRIES):
        ratios.append(cost_of(CACHED[name], 0.05).ratio)
        if ratios[-1] <= MOST:
            return
    pytest.fail(f"{ratios} processor seconds for a reference second")
