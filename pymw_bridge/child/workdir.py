"""The directory a task works in when it has data files."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    Files = tuple[tuple[str, str], ...]


class FilesDirectory:
    """A fresh directory with copies of a task's data files, current while the task runs.

    Copies, not links: a task that writes to its data must not change the master's files. Without
    files nothing is made and the current directory stays as it is.
    """

    def __init__(self, files: Files, directory: str) -> None:
        self._files = files
        self._directory = directory
        self._home = -1

    def __enter__(self) -> None:
        if not self._files:
            return
        import shutil

        os.mkdir(self._directory, 0o700)
        for path, name in self._files:
            shutil.copyfile(path, os.path.join(self._directory, name))
        self._home = os.open(".", os.O_RDONLY)  # still good if someone renames or removes it
        os.chdir(self._directory)

    def __exit__(self, *_exc: object) -> None:
        if not self._files:
            return
        import shutil

        if self._home >= 0:
            os.fchdir(self._home)
            os.close(self._home)
        shutil.rmtree(self._directory, ignore_errors=True)
