"""ministack 1.5.33: metric filters are stored and never evaluated, so an alarm on a log line never fires.

Cause: nothing reads `cloudwatch_logs._metric_filters` when events arrive. `_fanout_to_subscription_filters` sees every
event, PutLogEvents' and a function's own, so the filters are evaluated there. Patterns: bare terms only, as
ministack's own subscription filters; a value of `$.field` counts as 1.
"""

import logging

from ministack.services import cloudwatch, cloudwatch_logs


def apply() -> None:
    fan_out = cloudwatch_logs._fanout_to_subscription_filters

    def fan_out_and_count(group_name, stream_name, events):
        fan_out(group_name, stream_name, events)
        try:
            _count(group_name, events or [])
        except Exception:
            logging.getLogger("local-aws").exception("metric filters of %s", group_name)

    cloudwatch_logs._fanout_to_subscription_filters = fan_out_and_count


def _count(group_name: str, events: list) -> None:
    counted = False
    for metric_filter in list(cloudwatch_logs._metric_filters.values()):
        if metric_filter["logGroupName"] != group_name:
            continue
        matches = cloudwatch_logs._subscription_pattern_matches
        hits = sum(matches(metric_filter["filterPattern"], event.get("message", "")) for event in events)
        for transformation in metric_filter["metricTransformations"]:
            for _ in range(hits):
                counted = True
                cloudwatch.record_metric(
                    transformation["metricNamespace"],
                    transformation["metricName"],
                    _number(transformation.get("metricValue")),
                )
    if counted:
        cloudwatch._evaluate_all_alarms()


def _number(value) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return 1.0
