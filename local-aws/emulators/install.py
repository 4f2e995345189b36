"""Builds a virtual environment: `install.py <folder> <requirements.txt> <stamp> [<what it is for>]`.

The folder is complete when its stamp holds the requirements' SHA-256, which is written last: whatever was interrupted
is built anew. A folder without a stamp is somebody else's, and is left alone. A lock lets one process build while others wait; the kernel drops it when its holder dies.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import threading
import venv
from pathlib import Path

# pip reads these too, and would install elsewhere than into the virtual environment.
ELSEWHERE = ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_PYTHON", "VIRTUAL_ENV")


def end_with_parent() -> None:
    """Stop, pip included, when the parent's end of standard input closes.

    For pip the signal is the end; here it is an exception, so that what was begun is removed.
    """
    os.setsid()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Interrupted"))
    pipe = os.dup(0)

    def watch() -> None:
        while os.read(pipe, 4096):
            pass
        os.killpg(0, signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def install(folder: Path, requirements: Path, stamp: str, what: str) -> None:
    stamp_file = folder / "requirements.sha256"
    if stamp_file.exists() and stamp_file.read_text() == stamp:
        return
    if folder.exists() and any(folder.iterdir()) and not stamp_file.exists():
        sys.exit(f"{folder} holds something else than {what}: move it, or name another workspace")
    try:
        build(folder, requirements, stamp_file, what)
        stamp_file.write_text(stamp)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def build(folder: Path, requirements: Path, stamp_file: Path, what: str) -> None:
    print(f"Making a virtual environment for {what}", flush=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(exist_ok=True)
    stamp_file.write_text("unfinished")
    venv.create(folder, with_pip=True)
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PYTHON") and name not in ELSEWHERE
    }
    pip = [
        str(folder / "bin" / "python"), "-m", "pip", "install",
        "--require-hashes", "--no-deps", "--only-binary", ":all:",
        "--no-compile", "--no-input", "--disable-pip-version-check", "--progress-bar", "off",
        "--requirement", str(requirements),
    ]  # fmt: skip
    code = subprocess.run(pip, env=environment, stdin=subprocess.DEVNULL).returncode
    if code != 0:
        sys.exit(code)


if __name__ == "__main__":
    end_with_parent()
    target = Path(sys.argv[1])
    purpose = sys.argv[4] if len(sys.argv) > 4 else "the emulators"
    target.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{target}.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"Waiting for another process that installs {purpose}", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        install(target, Path(sys.argv[2]), sys.argv[3], purpose)
