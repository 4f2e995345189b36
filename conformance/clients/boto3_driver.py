"""Makes calls with boto3 for a program that writes one a line, as JSON, to standard input.

A call: {"id", "service", "operation", "input", "region", "credentials"?, "validate"}. The answer, a line, too:
{"id", "status", "headers", "text", and "output", "error" or "notSent"}. A blob is {"$base64": "..."}.
"""

import base64
import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, WaiterError

ENDPOINT = sys.argv[1]
clients = {}
lock = threading.Lock()
output_lock = threading.Lock()
local = threading.local()


def remember(http_response, **_):
    local.response = http_response


def client_for(service, region, credentials, validate):
    key = (service, region, json.dumps(credentials, sort_keys=True), validate)
    with lock:
        if key not in clients:
            config = Config(
                s3={"addressing_style": "path"},
                retries={"total_max_attempts": 1},
                parameter_validation=validate,
                # GetRevocationStatus would go to "data-" and the endpoint's host, which is an address here.
                inject_host_prefix=False,
                read_timeout=60,
            )
            client = boto3.session.Session().client(
                service,
                endpoint_url=ENDPOINT,
                region_name=region,
                config=config,
                aws_access_key_id=credentials["accessKeyId"],
                aws_secret_access_key=credentials["secretAccessKey"],
                aws_session_token=credentials.get("sessionToken"),
            )
            client.meta.events.register("after-call.*", remember)
            clients[key] = client
        return clients[key]


def decoded(value):
    if isinstance(value, dict):
        if set(value) == {"$base64"}:
            return base64.b64decode(value["$base64"])
        return {name: decoded(member) for name, member in value.items()}
    return [decoded(item) for item in value] if isinstance(value, list) else value


def encoded(value):
    if isinstance(value, dict):
        return {name: encoded(member) for name, member in value.items()}
    if isinstance(value, list):
        return [encoded(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return {"$base64": base64.b64encode(value).decode()}
    return {"$base64": base64.b64encode(value.read()).decode()} if hasattr(value, "read") else value


def answer(call):
    local.response = None
    try:
        client = client_for(call["service"], call["region"], call["credentials"], call["validate"])
        operation = call["operation"]
        if call.get("waiter"):
            waiter = client.get_waiter(operation)
            outcome = {"output": waiter.wait(**decoded(call["input"])) or {}}
        else:
            method = getattr(client, xform_name(operation))
            outcome = {"output": encoded(method(**decoded(call["input"])))}
    except ClientError as error:
        outcome = {"error": encoded(error.response)}
    except WaiterError as error:
        outcome = {"notSent": str(error)}
    except (BotoCoreError, KeyError, TypeError, ValueError, AttributeError) as error:
        outcome = {"notSent": f"{type(error).__name__}: {error}"}
    if local.response is not None:
        outcome["status"] = local.response.status_code
        outcome["headers"] = {name.lower(): value for name, value in local.response.headers.items()}
        if "output" not in outcome or call["service"] != "s3":
            outcome["text"] = local.response.text
    with output_lock:
        print(json.dumps({"id": call["id"], **outcome}, default=str), flush=True)


with ThreadPoolExecutor(4) as pool:
    for line in sys.stdin:
        pool.submit(answer, json.loads(line))
