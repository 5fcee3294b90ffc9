"""What the set-up may still lack: migrations of the database, programs, packages."""

from __future__ import annotations

import importlib.util
import shutil

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

_PROGRAMS = {
    "mariadbd": "the tests on MariaDB (Debian package mariadb-server-core)",
    "chromium": "the tests in a browser (Debian package chromium)",
}


def pending_migrations() -> list[str]:
    """A sentence if the database cannot be reached or is not up to date."""
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        return [f"the database cannot be used: {error}"]
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return ["the database is not up to date: run `python manage.py migrate`"]
    return []


def missing_tools() -> list[str]:
    """A sentence for each program or package that is not there, with what needs it."""
    found = [
        f"{program} is missing; it is needed for {purpose}"
        for program, purpose in _PROGRAMS.items()
        if shutil.which(program, path="/usr/bin:/usr/sbin:/usr/local/bin:/usr/local/sbin") is None
    ]
    if importlib.util.find_spec("MySQLdb") is None:
        found.append("mysqlclient is missing; without it only SQLite can be used")
    return found
