"""Reaching out of the sandbox: for files, the network, other processes.

Rows of `table`.
"""

from __future__ import annotations

from .expected import Attack, InVain, Stopped
from .layers import (
    ABSENT,
    IN_MEMORY,
    MOUNTS,
    NO_FOLDER,
    PIDS,
    SECCOMP,
    STAND_IN,
    UNLINKED,
)

FILES = {
    "reads a file of the host": Attack(
        "print(open(CANARY + '/secret').read())",
        Stopped(IN_MEMORY, "FileNotFoundError.*CANARY/secret"),
        Stopped(MOUNTS, "FileNotFoundError.*CANARY/secret"),
    ),
    "reads the users of the host": Attack(
        "print(open('/etc/shadow').read())",
        Stopped(IN_MEMORY, "FileNotFoundError"),
        Stopped(MOUNTS, "FileNotFoundError"),
    ),
    "lists a folder of the host": Attack(
        "print(os.listdir(CANARY))",
        Stopped(IN_MEMORY, "FileNotFoundError"),
        Stopped(MOUNTS, "FileNotFoundError"),
    ),
    "climbs out of its folder": Attack(
        "print(open('../' * 20 + CANARY[1:] + '/secret').read())",
        Stopped(IN_MEMORY, "FileNotFoundError"),
        Stopped(MOUNTS, "FileNotFoundError"),
    ),
    "writes into the host": Attack(
        "open(CANARY + '/made', 'w')",
        Stopped(IN_MEMORY, "FileNotFoundError"),
        Stopped(MOUNTS, "FileNotFoundError"),
    ),
    "removes a file of the host": Attack(
        "os.remove(CANARY + '/secret')",
        Stopped(IN_MEMORY, "FileNotFoundError"),
        Stopped(MOUNTS, "FileNotFoundError"),
    ),
    "links to a file of the host": Attack(
        """
        os.symlink(CANARY + '/secret', 'link')
        print(open('link').read())
        """,
        Stopped(IN_MEMORY, "OSError.*not implemented"),
        Stopped(MOUNTS, "FileNotFoundError.*link|Permission|not permitted"),
    ),
    "opens files below Python's open": Attack(
        "print(io.FileIO(CANARY + '/secret').read())",
        Stopped(NO_FOLDER, "FileNotFoundError"),
        Stopped(MOUNTS, "FileNotFoundError"),
    ),
    "makes the system's module anew": Attack(
        """
        import _imp
        from importlib.machinery import BuiltinImporter
        posix = _imp.create_builtin(BuiltinImporter.find_spec("posix"))
        _imp.exec_builtin(posix)
        print(posix.open(CANARY + "/secret", posix.O_RDONLY))
        """,
        Stopped(NO_FOLDER, "FileNotFoundError"),
        Stopped(MOUNTS, "FileNotFoundError"),
    ),
    "reads the environment": Attack(
        """
        import glob
        assert "HOME" in os.environ and not set(os.environ) & {"SECRET_KEY", "CANARY_KEY"}
        print("others", glob.glob("/proc/[0-9]*/environ"))
        """,
        InVain(UNLINKED, r"others \[\]"),
        InVain(MOUNTS, r"others \[\]"),
    ),
}
NETWORK = {
    "connects to the host": Attack(
        """
        import socket
        socket.create_connection(('127.0.0.1', PORT), 1)
        """,
        Stopped(STAND_IN, "PermissionError: there is no network in the sandbox"),
        Stopped(SECCOMP, "PermissionError.*not permitted"),
    ),
    "sends a datagram": Attack(
        """
        import socket
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", PORT))
        """,
        Stopped(STAND_IN, "PermissionError: there is no network in the sandbox"),
        Stopped(SECCOMP, "PermissionError.*not permitted"),
    ),
    "listens": Attack(
        """
        import socket
        socket.create_server(('127.0.0.1', 0))
        """,
        Stopped(STAND_IN, "PermissionError: there is no network in the sandbox"),
        Stopped(SECCOMP, "PermissionError.*not permitted"),
    ),
    "asks for a name": Attack(
        """
        import socket
        print(socket.getaddrinfo('example.org', 80))
        """,
        Stopped(STAND_IN, "gaierror.*there is no network in the sandbox"),
        Stopped(SECCOMP, "gaierror"),
    ),
    "opens sockets below Python's socket": Attack(
        """
        import _socket
        _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM).connect(("127.0.0.1", PORT))
        """,
        Stopped(UNLINKED, "It reached for wasi:sockets/", "exit"),
        Stopped(SECCOMP, "PermissionError.*not permitted"),
    ),
    "talks to a socket of the file system": Attack(
        """
        import socket
        socket.socket(getattr(socket, "AF_UNIX", 1), socket.SOCK_STREAM).connect("/run/x")
        """,
        Stopped(STAND_IN, "PermissionError: there is no network in the sandbox"),
        Stopped(SECCOMP, "PermissionError.*not permitted"),
    ),
}
PROCESSES = {
    "forks": Attack(
        "os.fork()",
        Stopped(ABSENT, "AttributeError.*fork"),
        Stopped(SECCOMP, "PermissionError.*not permitted"),
    ),
    "becomes another program": Attack(
        "os.execv('/bin/true', ['true'])",
        Stopped(ABSENT, "AttributeError.*execv"),
        Stopped(SECCOMP, "PermissionError.*not permitted"),
    ),
    "starts a program": Attack(
        """
        import subprocess
        subprocess.run(['/bin/true'], check=True)
        """,
        Stopped(STAND_IN, "PermissionError: there are no processes in the sandbox"),
        Stopped(SECCOMP, "PermissionError.*not permitted"),
    ),
    "starts a shell": Attack(
        "print('shell', os.system('true'))",
        InVain(STAND_IN, "shell 32512"),
        InVain(SECCOMP, "shell (32512|-1)"),
    ),
    "kills its parent": Attack(
        "os.kill(os.getppid(), 9)",
        Stopped(ABSENT, "AttributeError.*kill"),
        Stopped(SECCOMP, "PermissionError.*not permitted"),
    ),
    "kills all it can": Attack(
        "os.kill(-1, 9)",
        Stopped(ABSENT, "AttributeError.*kill"),
        Stopped(SECCOMP, "PermissionError.*not permitted"),
    ),
    "starts a thread": Attack(
        """
        import _thread
        _thread.start_new_thread(print, ('thread ran',))
        """,
        InVain(STAND_IN, "thread ran"),
        Stopped(SECCOMP, "RuntimeError: can't start new thread"),
    ),
    "loads a library of the system": Attack(
        """
        import ctypes
        print('libc', ctypes.CDLL(None).getppid())
        """,
        Stopped(ABSENT, "ModuleNotFoundError.*ctypes"),
        InVain(PIDS, "libc 0"),
    ),
    "maps memory of others": Attack(
        "print(open('/proc/1/mem', 'rb').read(1))",
        Stopped(IN_MEMORY, "FileNotFoundError"),
        Stopped(MOUNTS, "FileNotFoundError"),
    ),
}
ROWS = {**FILES, **NETWORK, **PROCESSES}
