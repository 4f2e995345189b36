"""Starts moto's server on a free loopback port. Its remedies live in the front, so there is nothing to patch."""

import launcher
import state

parent = launcher.end_with_parent()
installed = launcher.check_version("moto", "5.2.5")
folder = state.folder()

from moto.moto_server.werkzeug_app import (  # noqa: E402
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import make_server  # noqa: E402

app = DomainDispatcherApplication(create_backend_app)
if folder:
    import moto_state

    app, parent.before_end = moto_state.keep(app, folder)

listening = launcher.listen()
server = make_server(
    "127.0.0.1",
    listening.getsockname()[1],
    app,
    threaded=True,
    request_handler=MotoRequestHandler,
    fd=listening.fileno(),
)
launcher.announce(listening.getsockname()[1], installed)
server.serve_forever()
