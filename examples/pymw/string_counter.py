"""Count a word in files that travel to the workers as data files."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from pymw_bridge import Master, TaskException, get_interface, parse_options


def count(word: str, name: str) -> int:
    """How often a word stands in a file of the current directory."""
    with open(name, encoding="utf-8", errors="replace") as file:
        return sum(line.count(word) for line in file)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-w", "--word", default="the", help="the word (default: %(default)s)")
    parser.add_argument(
        "files", nargs="*", default=[__file__], help="files to look into (default: this program)"
    )
    options = parse_options(parser, arguments)
    if not options.word:
        parser.error("the word must not be empty")
    with Master(get_interface(options)) as master:
        try:
            tasks = [
                # Two files may have one name; on the worker they need not.
                master.submit_task(count, (options.word, "text"), data_files=[(path, "text")])
                for path in options.files
            ]
        except TaskException as error:
            parser.error(str(error))
        for path, task in zip(options.files, tasks, strict=True):
            print(f"{task.result():6} {path}")


if __name__ == "__main__":
    main()
