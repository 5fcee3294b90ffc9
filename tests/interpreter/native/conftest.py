"""A jail for each test that wants one."""

from __future__ import annotations

import pytest

from pymw_bridge.interpreter.native.layers import missing_layers

from .probing import Prober


@pytest.fixture
def prober():
    missing = missing_layers()
    if missing:
        pytest.fail(f"these tests must run jailed, and this machine lacks {missing}")
    prober = Prober()
    yield prober
    prober.close()
