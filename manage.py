#!/usr/bin/env python
"""The door to every command of the site: `python manage.py help` lists them."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run a command; wrong settings and a database that does not answer end it with one sentence.

    `--traceback` shows where it happened.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tournament.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        refuse(str(error), error)
    except OperationalError as error:
        reason = error.args[-1] if error.args else error
        refuse(f"The database does not work: {reason}. Look at DATABASE_URL.", error)


def refuse(sentence: str, error: Exception) -> None:
    """End with exit code 2 and the sentence; with `--traceback` the error goes on."""
    if "--traceback" in sys.argv:
        raise error
    print(f"manage.py: {sentence}", file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    main()
