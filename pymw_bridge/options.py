"""One command line for all programs: which interface, how many workers."""

from __future__ import annotations

import argparse
import inspect
import optparse
from importlib import import_module
from typing import Any, overload

from pymw_bridge.errors import InterfaceException

__all__ = ["INTERFACES", "add_options", "get_interface", "parse_options"]

INTERFACES = {
    "inline": ("pymw_bridge.interfaces.inline", "InlineInterface"),
    "generic": ("pymw_bridge.interfaces.generic", "GenericInterface"),
    "multicore": ("pymw_bridge.interfaces.multicore", "MulticoreInterface"),
    "simulator": ("pymw_bridge.interfaces.simulator", "SimulatorInterface"),
}
_OLD_NAMES = {"grid_simulator": "simulator"}
_MOST_WORKERS = 1024

# Options of 2008 programs that mean something to interfaces which are not here.
_OLD_OPTIONS = (
    ("-g", "--ganga_loc"),
    ("-p", "--project_home"),
    ("-c", "--app_path"),
    ("-a", "--app_args"),
)


def get_interface(name: Any, **options: Any) -> Any:
    """An interface by name ("multicore", workers=2, nice=5), or from parsed options.

    Raises InterfaceException for a name or an option that does not exist.
    """
    if not isinstance(name, str):
        options = {"workers": name.num_workers, **options}
        name = name.interface
    name = _OLD_NAMES.get(name, name)
    if name not in INTERFACES:
        known = ", ".join(INTERFACES)
        raise InterfaceException(f"there is no interface {name!r}; choose one of {known}")
    module, kind = INTERFACES[name]
    interface = getattr(import_module(module), kind)
    try:
        inspect.signature(interface).bind(**options)
    except TypeError as error:
        accepted = ", ".join(inspect.signature(interface).parameters)
        raise InterfaceException(f"interface {name}: {error}; it takes {accepted}") from error
    return interface(**options)


def add_options(
    parser: argparse.ArgumentParser, *, interface: str = "generic", workers: int = 1
) -> None:
    """Add `-i/--interface` and `-n/--num_workers` with these defaults to a parser."""
    parser.add_argument(
        "-i",
        "--interface",
        choices=sorted(INTERFACES),
        default=interface,
        help="what runs the tasks (default: %(default)s)",
    )
    parser.add_argument(
        "-n",
        "--num_workers",
        type=_number_of_workers,
        default=workers,
        metavar="WORKERS",
        help="how many at a time (default: %(default)s)",
    )


@overload
def parse_options(
    parser: optparse.OptionParser, args: list[str] | None = None
) -> tuple[optparse.Values, list[str]]: ...
@overload
def parse_options(
    parser: argparse.ArgumentParser, args: list[str] | None = None
) -> argparse.Namespace: ...
def parse_options(parser: Any, args: list[str] | None = None) -> Any:
    """Add the shared options and parse; bad ones end the program with status 2.

    An `argparse` parser gives its namespace, an `optparse` parser (as in 2008) its pair.
    """
    if isinstance(parser, optparse.OptionParser):
        return _parse_old(parser, args)
    add_options(parser)
    return parser.parse_args(args)


def _parse_old(
    parser: optparse.OptionParser, args: list[str] | None
) -> tuple[optparse.Values, list[str]]:
    parser.add_option("-i", "--interface", dest="interface", default="generic", metavar="INTERFACE")
    parser.add_option("-n", "--num_workers", dest="num_workers", default="1", metavar="N")
    for short, long in _OLD_OPTIONS:
        if not parser.has_option(short):
            parser.add_option(short, long, default="", help=optparse.SUPPRESS_HELP)
    values, rest = parser.parse_args(args)
    if _OLD_NAMES.get(values.interface, values.interface) not in INTERFACES:
        parser.error(f"there is no interface {values.interface!r}; choose {', '.join(INTERFACES)}")
    try:
        values.num_workers = _number_of_workers(values.num_workers)
    except argparse.ArgumentTypeError as error:
        parser.error(f"-n: {error}")
    return values, rest


def _number_of_workers(text: str) -> int:
    try:
        number = int(text)
    except ValueError:
        number = 0
    if not 1 <= number <= _MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to {_MOST_WORKERS}")
    return number
