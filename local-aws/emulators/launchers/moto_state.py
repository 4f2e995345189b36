"""moto 5.2.5 keeps EC2 in memory alone: here in one file, as Python's own copy of its objects.

Not by moto's recorder, which repeats requests: ids come out of one sequence of random numbers, so they are the same
only when every request comes in the same order, and the record of a long-lived state grows with each. The file is read
by the version that wrote it alone, which the front sees to.
"""

import contextlib
import io
import pickle
import threading
import weakref
from pathlib import Path

from moto.ec2.models import EC2Backend, ec2_backends

import state


class _Pickler(pickle.Pickler):
    def reducer_override(self, obj):
        # Objects that moto refers to weakly are in the copy by themselves.
        return (weakref.ref, (obj(),)) if isinstance(obj, weakref.ref) else NotImplemented


def keep(app, folder: Path):
    """The app, with EC2 as the folder has it, which it is saved in from now on. Also what saves it at the end."""
    file = folder / "ec2.pickle"
    if file.exists():
        _restore(pickle.loads(file.read_bytes()))
    # One request at a time: no copy is taken in the midst of a change.
    turn = threading.RLock()
    last = [b""]

    def save() -> None:
        with turn:
            content = io.BytesIO()
            _Pickler(content, pickle.HIGHEST_PROTOCOL).dump(
                {account: dict(regions) for account, regions in ec2_backends.items()}
            )
        if content.getvalue() != last[0]:
            state.write_whole(file, content.getvalue())
            last[0] = content.getvalue()

    saver = state.Saver(save)

    def in_turn(environ, start_response):
        with turn:
            with contextlib.closing(app(environ, start_response)) as answer:
                body = list(answer)
        saver.changed()
        return body

    return in_turn, save


def _restore(kept: dict) -> None:
    for account, regions in kept.items():
        for region, backend in regions.items():
            dict.__setitem__(ec2_backends[account], region, backend)
            _register(backend)


def _register(backend: EC2Backend) -> None:
    """As its constructor does: peers in other Regions are found by these."""
    for name in ("vpc_refs", "backend_refs", "vpc_pcx_refs"):
        getattr(EC2Backend, name)[EC2Backend].add(weakref.ref(backend))
