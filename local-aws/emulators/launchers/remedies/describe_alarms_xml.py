"""ministack 1.5.33: DescribeAlarms in the query protocol leaves out most of an alarm's fields.

Cause: `cloudwatch._describe_alarms` writes its XML by hand, and complete answers only for JSON and CBOR. Terraform's
AWS provider 5 speaks the query protocol, and saw its own alarms drift. The JSON answer is written as XML instead.
"""

import json
from datetime import datetime, timezone
from xml.sax.saxutils import escape

from ministack.services import cloudwatch


def apply() -> None:
    describe_alarms = cloudwatch._describe_alarms

    def complete(params, cbor_data, is_cbor, is_json=False):
        if is_cbor or is_json:
            return describe_alarms(params, cbor_data, is_cbor, is_json)
        status, headers, body = describe_alarms({}, _asked(params), False, True)
        if status != 200:
            return describe_alarms(params, cbor_data, is_cbor, is_json)
        inner = _element("DescribeAlarmsResult", json.loads(body))
        return cloudwatch._xml(200, "DescribeAlarmsResponse", inner)

    cloudwatch._describe_alarms = complete


def _asked(params: dict) -> dict:
    """The query protocol's parameters in the shape of the JSON protocol."""
    one = {name: cloudwatch._p(params, name) for name in ("AlarmNamePrefix", "StateValue", "MaxRecords", "NextToken")}
    several = {name: _members(params, name) for name in ("AlarmNames", "AlarmTypes")}
    return {name: value for name, value in {**one, **several}.items() if value}


def _members(params: dict, name: str) -> list:
    members = []
    while member := cloudwatch._p(params, f"{name}.member.{len(members) + 1}"):
        members.append(member)
    return members


def _element(name: str, value) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, dict):
        inner = "".join(_element(key, member) for key, member in value.items())
    elif isinstance(value, list):
        inner = "".join(_element("member", member) for member in value)
    elif isinstance(value, bool):
        inner = str(value).lower()
    elif name.endswith("Timestamp"):
        inner = datetime.fromtimestamp(value, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    else:
        inner = escape(str(value))
    return f"<{name}>{inner}</{name}>"
