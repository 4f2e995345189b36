"""ministack 1.5.33 saves its state when it is told to end, and on no other occasion: here after each change, too.

Cause: `app.lifespan` calls `save_all` at its shutdown alone. A service whose state changes while it is copied is left
out with a line in the log; here it is copied again. And a function that was being made stays `Pending` for ever, because
the thread that would make it `Active` is gone.
"""

import asyncio
import logging
import os
import shutil
import sys
from pathlib import Path

import state

_log = logging.getLogger("local-aws")

# ministack reads them when it is imported.
_SETTINGS = ("PERSIST_STATE", "S3_PERSIST", "STATE_DIR", "S3_DATA_DIR")


def configure(folder: Path) -> None:
    """Tell ministack where to keep its state, before it is imported."""
    os.environ.update(zip(_SETTINGS, ("1", "1", str(folder / "services"), str(folder / "s3"))))


def keep(folder: Path):
    """ministack's app, saving after each change. Also what saves at the end, from another thread."""
    from ministack import app
    from ministack.services import s3  # noqa: F401  (reads the settings, and what is kept, when it is imported)

    # It hands its environment on to every function that it runs, where these would be the function's own.
    for name in _SETTINGS:
        os.environ.pop(name)
    _reset_wipes(app, folder)
    _loading_finishes_functions(app)
    loop = None

    def save_from_outside() -> None:
        if loop is not None and not loop.is_closed():
            asyncio.run_coroutine_threadsafe(_save(app), loop).result(timeout=30)

    saver = state.Saver(save_from_outside)

    async def saving(scope, receive, send):
        nonlocal loop
        loop = asyncio.get_running_loop()
        await app.app(scope, receive, send)
        if scope["type"] == "http" and scope["method"] not in ("GET", "HEAD"):
            saver.changed()

    return saving, save_from_outside


async def _save(app) -> None:
    """In the loop, where no other request is being answered meanwhile but by threads."""
    from ministack.core import persistence

    async with app._get_reset_lock():
        for name, get_state in app._build_persistence_save_dict().items():
            kept = await _copied(name, get_state)
            if kept is not None:
                persistence.save_state(name, kept)


async def _copied(name: str, get_state):
    for _ in range(5):
        try:
            return get_state()
        except RuntimeError:
            # "dictionary changed size during iteration": a thread is at it.
            await asyncio.sleep(0.01)
        except Exception:
            _log.exception("the state of %s", name)
            return None
    _log.error("the state of %s changes too fast to be saved", name)
    return None


def _reset_wipes(app, folder: Path) -> None:
    """ministack's reset empties the folders that its environment names, where they are named no longer."""
    reset = app._reset_all_state

    def reset_and_wipe() -> None:
        reset()
        for name in ("services", "s3"):
            shutil.rmtree(folder / name, ignore_errors=True)

    app._reset_all_state = reset_and_wipe


def _loading_finishes_functions(app) -> None:
    load = app._load_persisted_state

    def load_and_finish() -> None:
        load()
        functions = sys.modules.get("ministack.services.lambda_svc")
        for function in functions._functions._data.values() if functions else ():
            config = function["config"]
            if config.get("State") == "Pending" or config.get("LastUpdateStatus") == "InProgress":
                config.update(State="Active", StateReason="", StateReasonCode="", LastUpdateStatus="Successful")

    app._load_persisted_state = load_and_finish
