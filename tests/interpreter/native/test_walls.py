"""Each attack against each wall of the native jail that stops it, one wall at a time.

The whole jail refuses every probe. Behind the namespaces and one of the named layers alone it is
refused too. Where the namespaces do not stop it, it succeeds behind them alone: so it is an attack,
and those layers are what holds.
"""

from __future__ import annotations

import os
import sys
from typing import NamedTuple

import pytest

from pymw_bridge.interpreter.native.channel import Closed

PYTHON = os.path.realpath(sys.executable)
LIBRARY = "import ctypes; library = ctypes.CDLL(None, use_errno=True)\n"


def call(name, *arguments):
    """A probe that calls a function of the C library and raises if it says -1."""
    shown = ", ".join(arguments)
    return f"{LIBRARY}if library.{name}({shown}) == -1: raise OSError(ctypes.get_errno(), '{name}')"


class Attack(NamedTuple):
    """A probe, and the layers of which each alone stops it; with none, the namespaces do."""

    source: str
    layers: tuple[str, ...] = ()


ATTACKS = {
    # Files. The namespaces leave hardly any to see; Landlock closes the rest.
    "read a file of the system": Attack("open('/etc/passwd').read()"),
    "read what is in this folder": Attack(f"open({__file__!r}).read()"),
    "read what processes show": Attack("open('/proc/self/environ').read()"),
    "list devices": Attack("import os; os.listdir('/sys')"),
    "list the root": Attack("import os; os.listdir('/')", ("landlock",)),
    "read the jail's own program": Attack("open('/program/prober.py').read()", ("landlock",)),
    "import the bridge": Attack(
        "import sys; sys.path.append('/program'); import pymw_bridge.master", ("landlock",)
    ),
    "write into the root": Attack("open('/found', 'w')"),
    "write into the library": Attack("import os; open(os.__file__, 'a')"),
    "write where programs are": Attack("open('/program/prober.py', 'a')"),
    "write into shared memory": Attack("open('/dev/shm/found', 'w')"),
    "see installed packages": Attack(
        "import glob, os\n"
        "found = glob.glob(os.path.dirname(os.__file__) + '/*-packages/*')\n"
        "if not found: raise LookupError"
    ),
    "make a device": Attack("import os, stat; os.mknod('disk', stat.S_IFBLK | 0o600, 0x800)"),
    "make a socket in a folder": Attack(
        "import os, stat; os.mknod('socket', stat.S_IFSOCK | 0o600)", ("landlock", "seccomp")
    ),
    "change rights": Attack("import os; os.chmod('.', 0o700) if os.getuid() == 65534 else "
        "(open('f', 'w').close(), os.chmod('f', 0o777))", ("seccomp",)),
    "change attributes": Attack("open('f', 'w').close(); import os; os.utime('f'); "
        "os.chown('f', os.getuid(), os.getgid())", ("seccomp",)),
    # Processes.
    "fork": Attack("import os\nif os.fork() == 0: os._exit(0)", ("limits", "seccomp")),
    "start a thread": Attack(
        "import threading; threading.Thread(target=print).start()", ("limits", "seccomp")
    ),
    "start a program": Attack(
        "import subprocess, sys; subprocess.run([sys.executable, '-c', ''], check=True)",
        ("limits", "seccomp"),
    ),
    "signal all processes": Attack("import os; os.kill(-1, 0)"),
    "signal itself": Attack("import os; os.kill(os.getpid(), 0)", ("seccomp",)),
    "find its parent": Attack("import os\nif os.getppid() == 0: raise LookupError"),
    "follow another process": Attack(call("ptrace", "16", "2", "0", "0")),
    "be followed": Attack(call("ptrace", "0", "0", "0", "0"), ("seccomp",)),
    "hold another process": Attack("import os; os.pidfd_open(1)", ("seccomp",)),
    "change its priority": Attack("import os; os.nice(1)", ("seccomp",)),
    "give way on purpose": Attack("import os; os.sched_yield()", ("seccomp",)),
    "choose a processor": Attack("import os; os.sched_setaffinity(0, {0})", ("seccomp",)),
    # Privileges and namespaces.
    "become root": Attack("import os; os.setuid(0)"),
    "make a namespace of users": Attack(call("unshare", "0x10000000"), ("seccomp",)),
    "mount": Attack(call("mount", "b'x'", "b'/home'", "b'tmpfs'", "0", "None")),
    "change the root": Attack("import os; os.chroot('.')"),
    "lower a limit": Attack(
        "import resource; resource.setrlimit(resource.RLIMIT_CPU, (9, 9))", ("seccomp",)
    ),
    "raise a limit": Attack(
        "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (10**7, 10**7))"
    ),
    "survive its parent": Attack(call("prctl", "1", "0", "0", "0", "0"), ("seccomp",)),
    # Network.
    "make a socket": Attack("import socket; socket.socket()", ("seccomp",)),
    "make a pair of sockets": Attack("import socket; socket.socketpair()", ("seccomp",)),
    "look up a name": Attack("import socket; socket.getaddrinfo('localhost.example', 80)"),
    # Memory beside the limits, and other ways into the kernel.
    "memory in a file of its own": Attack("import os; os.memfd_create('x')", ("seccomp",)),
    "shared memory": Attack(call("shmget", "0", "4096", "0o1666"), ("seccomp",)),
    "semaphores": Attack(call("semget", "0", "1", "0o1666"), ("seccomp",)),
    "messages": Attack(call("msgget", "0", "0o1666"), ("seccomp",)),
    "a timer with a signal": Attack(
        call("timer_create", "1", "None", "ctypes.byref(ctypes.c_void_p())"), ("seccomp",)
    ),
    "be signalled by a pipe": Attack(
        "import fcntl, os; fcntl.fcntl(os.pipe()[0], 8, os.getpid())", ("seccomp",)
    ),
    "a larger pipe": Attack("import fcntl, os; fcntl.fcntl(os.pipe()[1], 1031, 2**20)",
        ("seccomp",)),
    "type into a terminal": Attack("import fcntl; fcntl.ioctl(0, 0x5412, b'x')"),
    "use up memory": Attack("bytearray(700_000_000)", ("limits",)),
    "write a large file": Attack("import os; os.truncate(os.open('f', os.O_CREAT | os.O_RDWR), "
        "17_000_000)", ("limits",)),
    "open many files": Attack("keep = [open('/dev/null') for _ in range(99)]", ("limits",)),
}  # fmt: skip
BY_LAYER = [(name, layer) for name, attack in ATTACKS.items() for layer in attack.layers]


@pytest.mark.parametrize("name", ATTACKS)
def test_the_whole_jail_refuses(prober, name):
    assert prober.probe(ATTACKS[name].source).refused


@pytest.mark.parametrize("name", [name for name, attack in ATTACKS.items() if not attack.layers])
def test_the_namespaces_and_the_user_alone_refuse(prober, name):
    assert prober.probe_behind([], ATTACKS[name].source).refused


@pytest.mark.parametrize(("name", "layer"), BY_LAYER)
def test_one_layer_alone_refuses(prober, name, layer):
    assert prober.probe_behind([layer], ATTACKS[name].source).refused


@pytest.mark.parametrize("name", [name for name, attack in ATTACKS.items() if attack.layers])
def test_without_its_layers_an_attack_succeeds(prober, name):
    answer = prober.probe_behind([], ATTACKS[name].source)
    assert not answer.refused, answer


@pytest.mark.parametrize("layer", ["landlock", "seccomp"])
def test_a_process_cannot_become_another_program(prober, layer):
    source = f"import os, sys\nos.execv({PYTHON!r}, ['python', '-c', 'import os; os._exit(42)'])"
    assert prober.probe_behind([layer], source).refused
    cell = prober.open(without=("limits", "landlock", "seccomp"))
    with pytest.raises(Closed):
        cell.ask(source, 10)
    assert cell.exit_code() == 42
