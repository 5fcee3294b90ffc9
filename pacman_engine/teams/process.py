"""A team in a child process of its own: the backend ``process``.

Light isolation, no sandbox: an unprivileged user of its own (when started by root), Landlock and a
system call filter where the kernel has them, an empty environment, a private folder, resource
limits, and the whole process tree killed after the match.
"""

from __future__ import annotations

import subprocess

from pacman_engine.teams import workplace
from pacman_engine.teams.archive import TeamArchive
from pacman_engine.teams.celled import PROGRAM, CelledTeam, system_seconds
from pacman_engine.teams.driver import TeamSetup
from pymw_bridge.interpreter.native.cell import TooFull
from pymw_bridge.interpreter.native.light import LightCell
from pymw_bridge.interpreter.native.limits import MEGABYTE, ProcessLimits


class ProcessTeam(CelledTeam):
    """A team in a process of its own; see ``driver.Team``.

    ``own_user`` and ``filter_calls`` False leave out a layer; only tests may do that.
    """

    backend = "process"

    def __init__(
        self,
        archive: TeamArchive,
        setup: TeamSetup,
        limits: ProcessLimits | None = None,
        *,
        own_user: bool = True,
        filter_calls: bool = True,
    ) -> None:
        super().__init__(setup, archive.main)
        self._limits = limits or ProcessLimits(cpu_seconds=system_seconds(setup))
        self.folder = workplace.prepare(archive)
        try:
            self.cell = LightCell(
                PROGRAM,
                self.folder,
                self._limits,
                watch=self._watch_folder,
                patient=setup.patient,
                own_user=own_user,
                filter_calls=filter_calls,
            )
        except BaseException:
            workplace.clear(self.folder)
            raise

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The child."""
        return self.cell.process

    def _watch_folder(self) -> None:
        limits = self._limits
        if workplace.too_full(self.folder, limits):
            raise TooFull(
                f"It wrote more than {limits.folder_bytes // MEGABYTE} MB or "
                f"{limits.folder_entries} files, or folders too deep to count."
            )

    def close(self) -> None:
        """End the process, all it started, and its folder."""
        super().close()
        workplace.clear(self.folder)
