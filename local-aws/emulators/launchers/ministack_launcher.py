"""Starts ministack on a free loopback port, with the remedies that must live inside it.

`--bare` leaves the remedies out: their tests ask whether ministack still needs them.
"""

import asyncio
import sys

import launcher
import ministack_state
import state

parent = launcher.end_with_parent()
installed = launcher.check_version("ministack", "1.5.33")
folder = state.folder()
if folder:
    ministack_state.configure(folder)

from hypercorn.asyncio import serve  # noqa: E402
from hypercorn.config import Config  # noqa: E402
from ministack.app import app  # noqa: E402

if "--bare" not in sys.argv:
    from remedies import aws_event_sources, describe_alarms_xml, front_decides_service, metric_filters

    for remedy in (aws_event_sources, describe_alarms_xml, front_decides_service, metric_filters):
        remedy.apply()
if folder:
    app, parent.before_end = ministack_state.keep(folder)

listening = launcher.listen()
config = Config()
config.bind = [f"fd://{listening.fileno()}"]
# Longer than the front keeps a connection idle, so that it never writes to one that is being closed.
config.keep_alive_timeout = 75
config.loglevel = "WARNING"
launcher.announce(listening.getsockname()[1], installed)
asyncio.run(serve(app, config))
