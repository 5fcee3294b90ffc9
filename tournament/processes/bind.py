"""Where the web process listens, and whether only this machine can reach it."""

from __future__ import annotations

import ipaddress
from argparse import ArgumentParser, ArgumentTypeError

from tournament import environment


def port_number(value: str) -> int:
    """An argument type: a port from 1 to 65535."""
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 65535):
        raise ArgumentTypeError(f"{value!r} is no port; give a number from 1 to 65535")
    return int(value)


def add_bind_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--host",
        default=environment.text("WEB_HOST", "127.0.0.1"),
        help="address to listen on (default: $WEB_HOST or 127.0.0.1)",
    )
    parser.add_argument(
        "--port",
        type=port_number,
        default=environment.number("WEB_PORT", 8000, least=1, most=65535),
        help="port to listen on (default: $WEB_PORT or 8000)",
    )


def is_loopback(host: str) -> bool:
    """True for names and addresses that only this machine can reach."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
