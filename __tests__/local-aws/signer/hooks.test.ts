import { DescribeSigningJobCommand } from "@aws-sdk/client-signer";
import type { JobRecord } from "../../../local-aws/signer/state";
import {
  BUCKET,
  createBucket,
  type Harness,
  putProfile,
  START_TIMEOUT,
  startHarness,
  startJob,
  zipOf,
} from "./harness";

let aws: Harness;
let heard: JobRecord[];
let beforeJob: (job: JobRecord) => Promise<void>;

beforeAll(async () => {
  aws = await startHarness({
    beforeJob: (job) => beforeJob(job),
    onJobStatusChange: (job) => heard.push(job),
  });
  await createBucket(aws, BUCKET);
  await putProfile(aws, "hooked");
}, START_TIMEOUT);

beforeEach(() => {
  heard = [];
  beforeJob = () => Promise.resolve();
});

afterAll(() => aws.stop());

const describeJob = (jobId: string) => aws.signer.send(new DescribeSigningJobCommand({ jobId }));

test("a job is told when it was started and when it ended", async () => {
  const jobId = await startJob(aws, "hooked", await zipOf("told"));
  expect(heard.map(({ id, status }) => [id, status])).toEqual([
    [jobId, "InProgress"],
    [jobId, "Succeeded"],
  ]);
  expect(heard[0]).not.toHaveProperty("completedAt");
  expect(heard[1]).toMatchObject({
    source: { bucketName: BUCKET, key: "unsigned/app.zip" },
    signedKey: `signed/${jobId}.zip`,
    completedAt: expect.any(Number) as number,
  });
  // What is told survives a file.
  expect(JSON.parse(JSON.stringify(heard[1]))).toEqual(heard[1]);
});

test("a job that fails is told as failed", async () => {
  await startJob(aws, "hooked", Buffer.from("no ZIP"));
  expect(heard.map(({ status }) => status)).toEqual(["InProgress", "Failed"]);
});

test("what is done before a job's work is waited for, after the job was recorded", async () => {
  let wasRecorded: string | undefined;
  let release = () => {};
  beforeJob = async ({ id }) => {
    wasRecorded = (await describeJob(id)).status;
    await new Promise<void>((resolve) => (release = resolve));
  };
  const starting = startJob(aws, "hooked", await zipOf("waiting"));
  while (wasRecorded === undefined) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(wasRecorded).toBe("InProgress");
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(heard.map(({ status }) => status)).toEqual(["InProgress"]);
  release();
  expect((await describeJob(await starting)).status).toBe("Succeeded");
});

test("a rejection before a job's work fails the job, with its message", async () => {
  beforeJob = () => Promise.reject(new Error("out of order"));
  const jobId = await startJob(aws, "hooked", await zipOf("never signed"));
  const job = await describeJob(jobId);
  expect(job).toMatchObject({ status: "Failed", statusReason: "out of order" });
  expect(job.signedObject).toBeUndefined();
  expect(heard.map(({ status }) => status)).toEqual(["InProgress", "Failed"]);
});
