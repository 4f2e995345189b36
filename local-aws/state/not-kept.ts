/** What a restart loses though the local AWS keeps its state: said at its start. */
export const NOT_KEPT: readonly string[] = [
  "the keys that sign for IoT devices",
  "faults that were asked for",
  "temporary credentials of STS (assume the role again)",
  "CloudTrail's events (trails and their settings are kept)",
  "uploads to S3 in parts that weren't completed, and legal holds and retentions of objects",
  "invocations under way, and the retries of asynchronous ones",
  "when a scheduled rule last fired (its interval begins anew)",
];
