import { callOf, type Fault, Faults, readFault, strikeAnswer } from "../../../local-aws/faults";

const faultsWith = (...list: Fault[]): Faults => {
  const faults = new Faults();
  list.forEach((fault) => faults.add(fault));
  return faults;
};
const start = { service: "signer", operation: "StartSigningJob" };
const get = { service: "s3", operation: "GetObject", bucket: "artifacts" };

test("without a fault nothing is struck", async () => {
  const faults = faultsWith();
  expect(faults.onCall(start)).toBeUndefined();
  await expect(faults.onJob()).resolves.toBeUndefined();
});

test("a fault strikes its operation as often as it should, then goes", () => {
  const faults = faultsWith({ kind: "throttle", ...start, times: 2 });
  expect(faults.onCall({ service: "signer", operation: "ListSigningJobs" })).toBeUndefined();
  expect([start, start, start].map((call) => faults.onCall(call))).toEqual([
    "throttle",
    "throttle",
    undefined,
  ]);
  expect(faults.list()).toEqual([]);
});

test("without an operation it strikes the whole service, until it is removed", () => {
  const faults = new Faults();
  const id = faults.add({ kind: "throttle", service: "lambda" });
  const calls = Array.from({ length: 5 }, () => faults.onCall({ service: "lambda", operation: undefined }));
  expect(calls).toEqual(Array(5).fill("throttle"));
  expect(faults.list()).toMatchObject([{ id, struck: 5 }]);
  expect(faults.remove(id)).toBe(true);
  expect(faults.remove(id)).toBe(false);
  expect(faults.onCall({ service: "lambda", operation: undefined })).toBeUndefined();
});

test("access may be denied to one bucket", () => {
  const faults = faultsWith({ kind: "access-denied", service: "s3", bucket: "artifacts" });
  expect(faults.onCall({ ...get, bucket: "other" })).toBeUndefined();
  expect(faults.onCall(get)).toBe("access-denied");
});

test("new jobs aren't found at first, each for itself", () => {
  const faults = faultsWith({ kind: "new-jobs-not-found", describes: 2 });
  const describeJob = (jobId: string) =>
    faults.onCall({ service: "signer", operation: "DescribeSigningJob", jobId });
  expect([describeJob("a"), describeJob("b"), describeJob("a"), describeJob("a"), describeJob("b")]).toEqual([
    "not-found",
    "not-found",
    "not-found",
    undefined,
    "not-found",
  ]);
  expect(faults.onCall(start)).toBeUndefined();
});

test("once removed and asked for again, it strikes jobs that were described before", () => {
  const faults = new Faults();
  const call = { service: "signer", operation: "DescribeSigningJob", jobId: "a" };
  const fault: Fault = { kind: "new-jobs-not-found", describes: 1 };
  const id = faults.add(fault);
  expect(faults.onCall(call)).toBe("not-found");
  expect(faults.onCall(call)).toBeUndefined();
  faults.remove(id);
  faults.add(fault);
  expect(faults.onCall(call)).toBe("not-found");
});

test("jobs are slowed down, and fail with the reason", async () => {
  const faults = faultsWith(
    { kind: "slow-jobs", milliseconds: 50, times: 1 },
    { kind: "failed-jobs", reason: "Service is unavailable.", times: 1 },
  );
  const before = performance.now();
  await expect(faults.onJob()).rejects.toThrow("Service is unavailable.");
  expect(performance.now() - before).toBeGreaterThanOrEqual(45);
  await expect(faults.onJob()).resolves.toBeUndefined();
});

test.each([
  ["not JSON", /Expected a fault as JSON.*got: not JSON/],
  ['{"kind": "earthquake"}', /Expected a fault such as[^]*kind/],
  ['{"kind": "throttle", "service": "signer", "times": 0}', /times/],
  ['{"kind": "throttle", "service": "signer", "operatoin": "X"}', /operatoin/],
])("%s is no fault", (text, message) => {
  expect(() => readFault(text)).toThrow(message);
});

test.each([
  ["GET", "/artifacts/key", "", {}, "GetObject"],
  ["PUT", "/artifacts/key", "", {}, "PutObject"],
  ["PUT", "/artifacts/key", "", { "x-amz-copy-source": "b/k" }, "CopyObject"],
  ["GET", "/artifacts/key", "tagging", {}, undefined],
  ["GET", "/artifacts/key", "versionId=1", {}, "GetObject"],
  ["GET", "/artifacts", "list-type=2&prefix=", {}, "ListObjectsV2"],
  ["GET", "/artifacts/", "versioning", {}, undefined],
  ["HEAD", "/artifacts", "", {}, "HeadBucket"],
])("S3: %s %s?%s is %s", (method, path, query, headers, operation) => {
  const call = callOf(
    {
      service: "s3",
      method,
      path,
      query: new URLSearchParams(query),
      headers: headers,
    },
    {},
  );
  expect(call).toEqual({ service: "s3", bucket: "artifacts", operation });
});

// Names and statuses are those of botocore's models, and of S3's and the query protocol's documentation.
test.each([
  ["throttle", "signer", "StartSigningJob", undefined, 429, "ThrottlingException"],
  ["throttle", "signer", "ListSigningJobs", undefined, 429, "TooManyRequestsException"],
  ["access-denied", "signer", "StartSigningJob", undefined, 403, "AccessDeniedException"],
  ["not-found", "signer", "DescribeSigningJob", undefined, 404, "ResourceNotFoundException"],
  ["throttle", "lambda", "CreateFunction", undefined, 429, "TooManyRequestsException"],
  ["throttle", "s3", "GetObject", undefined, 503, "<Code>SlowDown</Code>"],
  ["access-denied", "s3", "GetObject", undefined, 403, "<Code>AccessDenied</Code>"],
  ["throttle", "iam", undefined, "application/x-www-form-urlencoded", 400, "<Code>Throttling</Code>"],
  ["throttle", "kms", "Sign", "application/x-amz-json-1.1", 400, "ThrottlingException"],
] as const)("%s of %s %s", (strike, service, operation, contentType, status, code) => {
  const answer = strikeAnswer(strike, { service, operation }, contentType);
  expect(answer.status).toBe(status);
  expect(`${answer.headers["x-amzn-errortype"]} ${answer.body.toString()}`).toContain(code);
});
