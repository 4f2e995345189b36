"""What both launchers need: a free port, a version check, and an end when the parent ends."""

import json
import os
import signal
import socket
import sys
import threading
from importlib.metadata import version


# What is saved at the end gets this long; the front, where it still lives, is a little more patient.
BEFORE_END_SECONDS = 10


class Parent:
    """What is left to do when the parent has ended."""

    def __init__(self) -> None:
        self.before_end = lambda: None

    def ended(self) -> None:
        done = threading.Thread(target=self.before_end, daemon=True)
        done.start()
        done.join(BEFORE_END_SECONDS)
        os.killpg(0, signal.SIGKILL)


def end_with_parent() -> Parent:
    """Kill this process and all it started as soon as the parent's end of our standard input closes.

    A pipe closes however the parent dies, SIGKILL included. ministack's Lambda workers are killed with their
    process group, which is why this process leads one.
    """
    os.setsid()
    # The emulator's own children inherit standard input: they get an empty one, and the pipe stays with us.
    pipe = os.dup(0)
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    parent = Parent()

    def watch() -> None:
        while os.read(pipe, 4096):
            pass
        parent.ended()

    threading.Thread(target=watch, daemon=True).start()
    return parent


def listen() -> socket.socket:
    """A listening socket on a free loopback port, so that no port has to be guessed and raced for."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", 0))
    listening.listen(512)
    return listening


def check_version(package: str, tested: str) -> str:
    """The installed version; says on standard error when it isn't the one that the remedies were written for."""
    installed = version(package)
    if installed != tested:
        print(
            f"{package}: expected version {tested}, got {installed}. The remedies patch private names of "
            f"{tested}: run the tests of local-aws/emulators before trusting another one.",
            file=sys.stderr,
        )
    return installed


def announce(port: int, installed: str) -> None:
    """Tell the parent where we listen, as one line of JSON; what is printed later goes to standard error."""
    sys.stdout.write(json.dumps({"port": port, "version": installed}) + "\n")
    sys.stdout.flush()
    os.dup2(2, 1)
