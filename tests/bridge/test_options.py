"""The shared command line, and interfaces by name."""

from __future__ import annotations

import argparse
import importlib
import optparse
from types import SimpleNamespace

import pytest

import pymw_bridge
from pymw_bridge import InterfaceException, get_interface, parse_options
from pymw_bridge.interfaces.base import Interface
from pymw_bridge.options import INTERFACES


def test_each_name_gives_an_interface(interface_name):
    interface = get_interface(interface_name, workers=3)
    assert isinstance(interface, Interface)
    assert type(interface).__name__.lower().startswith(interface_name)


def test_the_tests_know_all_interfaces():
    from tests.bridge.conftest import INTERFACES as tested

    assert sorted(tested) == sorted(INTERFACES)


def test_options_reach_the_interface(make_master):
    parsed = SimpleNamespace(interface="multicore", num_workers=3)
    assert get_interface(parsed).get_status()["num_total_workers"] == 3


def test_an_unknown_interface_says_what_there_is():
    with pytest.raises(InterfaceException, match="choose one of inline, generic"):
        get_interface("condor")


def test_an_unknown_option_says_what_there_is():
    with pytest.raises(InterfaceException, match="it takes workers, python, nice"):
        get_interface("multicore", niceness=3)


@pytest.mark.parametrize("workers", [0, -1])
def test_a_pool_needs_a_worker(workers):
    with pytest.raises(InterfaceException, match="at least one worker"):
        get_interface("multicore", workers=workers)


def test_argparse_programs_get_their_options():
    parsed = parse_options(argparse.ArgumentParser(), ["-i", "inline", "-n", "4"])
    assert (parsed.interface, parsed.num_workers) == ("inline", 4)


def test_optparse_programs_of_2008_get_their_options():
    parser = optparse.OptionParser()
    parser.add_option("-t", "--tasks", default="5")
    options, args = parse_options(parser, ["-i", "grid_simulator", "-n", "4", "-t", "9", "rest"])
    assert (options.num_workers, options.tasks, args) == (4, "9", ["rest"])
    assert type(get_interface(options)).__name__ == "SimulatorInterface"


@pytest.mark.parametrize(
    "words", [["-i", "condor"], ["-n", "0"], ["-n", "many"], ["-n", "100000"], ["--what"]]
)
@pytest.mark.parametrize("kind", [argparse.ArgumentParser, optparse.OptionParser])
def test_bad_options_end_with_status_2(words, kind, capsys):
    with pytest.raises(SystemExit) as caught:
        parse_options(kind(), words)
    assert caught.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_the_public_names_are_what_the_package_says():
    assert sorted(pymw_bridge.__all__) == pymw_bridge.__all__
    assert set(pymw_bridge.__all__) <= set(dir(pymw_bridge))
    for name in pymw_bridge.__all__:
        assert getattr(pymw_bridge, name).__name__ == name
    with pytest.raises(AttributeError, match="nothing"):
        _ = pymw_bridge.nothing


@pytest.mark.parametrize("module", ["compat", "errors", "codec", "journal", "task", "virtual"])
def test_all_names_of_a_module_exist(module):
    loaded = importlib.import_module(f"pymw_bridge.{module}")
    for name in getattr(loaded, "__all__", []):
        assert hasattr(loaded, name)
