"""ministack 1.5.33: the service of a request is guessed from its target, scope, query, host and path, in that order.

Cause: `app.detect_service`. The front decides by the credential scope, and only what it takes for Lambda's passes the
signature checks: a request signed for S3 that carries Lambda's `X-Amz-Target` must not reach Lambda by another guess.
So the front names the service in a header of its own, which it strips from clients, and the guess is not asked.
"""

from ministack import app

HEADER = "x-local-aws-service"


def apply() -> None:
    guess = app.detect_service

    def detect_service(method, path, headers, query_params):
        return headers.get(HEADER) or guess(method, path, headers, query_params)

    app.detect_service = detect_service
