"""Layers unpacked once for all function workers. Runs in the emulator: imports nothing of ours.

The emulator unpacks every layer for every worker that it starts: a second of work and 100 MB of files.
Here they stand in a cache that outlives the runtime, named by their content.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
import types
import zipfile
from pathlib import Path
from typing import Any

LARGE_BYTES = 1_000_000
"""Smaller archives (a function's own code) are unpacked as ever."""

_unpacking = threading.Lock()


class SharedArchive(zipfile.ZipFile):
    """An archive whose content, if large, is unpacked into a common folder and linked from there."""

    def namelist(self) -> list[str]:
        """Name the members; of a shared archive none, for unpacking takes care of where they lead."""
        return [] if self._is_large() else super().namelist()

    def extractall(self, path: Any = None, members: Any = None, pwd: Any = None) -> None:
        """Unpack, or link what is unpacked already."""
        if not self._is_large():
            super().extractall(path, members, pwd)
            return
        for entry in self._shared().iterdir():
            (Path(path) / entry.name).symlink_to(entry)

    def _is_large(self) -> bool:
        return sum(member.compress_size for member in self.infolist()) > LARGE_BYTES

    def _shared(self) -> Path:
        content = [(member.filename, member.CRC, member.file_size) for member in self.infolist()]
        name = hashlib.sha256(repr(content).encode()).hexdigest()[:20]
        folder = Path(os.environ["PINWHEEL_LOCAL_LAYERS"]) / name
        with _unpacking:
            if not folder.exists():
                self._unpack(folder)
        # Its age says when it was last of use.
        folder.touch()
        return folder

    def _unpack(self, folder: Path) -> None:
        """Unpack beside and move into place: other runtimes of this machine may do the same just now."""
        aside = folder.with_name(f"{folder.name}.{os.getpid()}")
        for member in super().namelist():
            self.extract(member, aside)
        try:
            aside.rename(folder)
        except OSError:
            shutil.rmtree(aside)


def shared(module: types.ModuleType) -> types.SimpleNamespace:
    """Give the emulator's `zipfile` with our archive in it."""
    return types.SimpleNamespace(**{**vars(module), "ZipFile": SharedArchive})
