"""Keeps what an emulator has in a folder, when the front names one (`LOCAL_AWS_STATE_DIR`).

It is saved a moment after each request that may have changed something, and once more before the end.
"""

import fcntl
import logging
import os
import threading
from pathlib import Path

# Between a change and its saving: all that an emulator loses when it is killed itself.
SAVE_SECONDS = 0.5

_held = []


def folder() -> "Path | None":
    """The folder to keep the state in, for this process alone, or None.

    An emulator whose front was killed still saves while the next one starts: this waits until it is done. The kernel
    drops the lock when its holder dies, however that happens.
    """
    # Taken out of the environment: ministack hands its own on to every function that it runs.
    named = os.environ.pop("LOCAL_AWS_STATE_DIR", "")
    if not named:
        return None
    os.umask(0o077)
    lock = open(os.path.join(named, "lock"), "w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    _held.append(lock)
    return Path(named)


def write_whole(file: Path, content: bytes) -> None:
    """Write a file in one step: whoever reads it sees the old content or the new."""
    aside = file.with_suffix(".new")
    aside.write_bytes(content)
    os.replace(aside, file)


class Saver:
    """Saves in a thread of its own, a moment after it was told of a change."""

    def __init__(self, save) -> None:
        self._save = save
        self._changed = threading.Event()
        threading.Thread(target=self._keep_saving, daemon=True).start()

    def changed(self) -> None:
        self._changed.set()

    def _keep_saving(self) -> None:
        pause = threading.Event()
        while True:
            self._changed.wait()
            pause.wait(SAVE_SECONDS)
            # Before the saving: what changes meanwhile is saved by the next one.
            self._changed.clear()
            try:
                self._save()
            except Exception:
                # Such as a full disk: the next change is another try.
                logging.getLogger("local-aws").exception("the state was not saved")
