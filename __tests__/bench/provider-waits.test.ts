import { providerWaits, type Interval } from "../../bench/provider-waits";

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
const timing = (address: string, start: number, end: number): Interval => ({
  address,
  startedAt: at(start),
  endedAt: at(end),
});

test("a wait counts only while nothing else is under way", () => {
  const waits = providerWaits([
    timing("aws_s3_bucket.artifacts", 0, 10),
    timing("aws_s3_bucket_lifecycle_configuration.lifecycle", 5, 60),
    timing("aws_iam_role.role", 20, 30),
  ]);
  expect(waits.seconds).toBe(60 - 10 - 10);
});

test("two waits at once are one", () => {
  const waits = providerWaits([
    timing("aws_sqs_queue.first", 0, 25),
    timing("aws_sqs_queue.second", 3, 28),
    timing("aws_kms_key.key", 1, 14),
  ]);
  expect(waits.seconds).toBe(28);
  expect(waits.longest).toEqual([
    { type: "aws_sqs_queue", seconds: 25 },
    { type: "aws_kms_key", seconds: 13 },
  ]);
});

test("time between two resources is no wait", () => {
  expect(providerWaits([timing("aws_vpc.vpc", 0, 11), timing("aws_vpc.other", 100, 111)]).seconds).toBe(22);
});

test("a resource of a module, and one of a similar type, are told apart", () => {
  const waits = providerWaits([
    timing('module.network.aws_vpc.vpc["a"]', 0, 11),
    timing("aws_vpc_security_group_egress_rule.rule", 20, 29),
  ]);
  expect(waits.longest).toEqual([{ type: "aws_vpc", seconds: 11 }]);
  expect(waits.seconds).toBe(11);
});

test("what ends at once was not waited for", () => {
  expect(providerWaits([timing("aws_kms_key.key", 0, 0.03)])).toEqual({ seconds: 0, longest: [] });
});

test("where nothing was done, nothing was waited for", () => {
  expect(providerWaits([])).toEqual({ seconds: 0, longest: [] });
});
