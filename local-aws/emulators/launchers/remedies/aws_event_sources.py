"""ministack 1.5.33: PutEvents refuses every `aws.*` source, as AWS does for its customers.

Cause: `eventbridge.handle_request` never passes `allow_aws_source`; only ministack's own services can. The front
answers for Signer and Lambda, whose events start with `aws.`, so it shows a secret that no client knows.
"""

import json
import os

from ministack.services import eventbridge

HEADER = "x-local-aws-internal"


def apply() -> None:
    # Taken out of the environment: ministack hands its own on to every function that it runs.
    secret = os.environ.pop("LOCAL_AWS_INTERNAL_SECRET", "")
    answer = eventbridge.handle_request

    async def handle_request(method, path, headers, body, query_params):
        internal = bool(secret) and headers.get(HEADER) == secret
        if internal and headers.get("x-amz-target", "").endswith(".PutEvents"):
            return eventbridge._put_events(json.loads(body), allow_aws_source=True)
        return await answer(method, path, headers, body, query_params)

    eventbridge.handle_request = handle_request
