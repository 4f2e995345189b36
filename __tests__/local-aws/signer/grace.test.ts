import { tmpdir } from "node:os";
import { Readable } from "node:stream";
import { Clock } from "../../../local-aws/clock";
import type { AwsRequest } from "../../../local-aws/http";
import { createSigner, S3Objects } from "../../../local-aws/signer";
import type { StreamedRequest, StreamedResponse } from "../../../local-aws/streaming";
import { createSigningAuthority } from "../../../signature";
import { zipOf } from "./harness";

const request = (method: string, path: string, body: unknown = {}): AwsRequest => ({
  method,
  path,
  query: new URLSearchParams(),
  headers: {},
  body: Buffer.from(JSON.stringify(body)),
  service: "signer",
  region: "us-east-1",
  callerArn: "arn:aws:iam::123456789012:root",
});

/** A stand-in for S3 whose objects take until `release` to arrive. */
function slowS3StandIn(zip: Buffer) {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  const answer = (body: string | Buffer): StreamedResponse => ({
    status: 200,
    headers: { "content-length": String(body.length) },
    body: Readable.from([Buffer.from(body)]),
  });
  const forward = async ({ method, path, query }: StreamedRequest): Promise<StreamedResponse> => {
    if (query.has("versioning")) {
      return answer("<Status>Enabled</Status>");
    }
    if (method === "GET" && path === "/artifacts/app.zip") {
      await released;
      return answer(zip);
    }
    return answer("");
  };
  return { forward, release };
}

/** A signer over that stand-in, with one profile. */
async function signerOver(forward: ReturnType<typeof slowS3StandIn>["forward"]) {
  const clock = new Clock();
  const authority = await createSigningAuthority({ region: "us-east-1", now: clock.now() });
  const signer = createSigner({
    clock,
    authority,
    objects: new S3Objects(forward, tmpdir()),
    roleExists: () => Promise.reject(new Error("Nobody adds a permission here")),
  });
  const call = async (...args: Parameters<typeof request>) =>
    JSON.parse((await signer.handle(request(...args)))!.body.toString()) as Record<string, unknown>;
  await call("PUT", "/signing-profiles/publisher", { platformId: "AWSLambda-SHA384-ECDSA" });
  return {
    call,
    start: (clientRequestToken: string) =>
      call("POST", "/signing-jobs", {
        source: { s3: { bucketName: "artifacts", key: "app.zip", version: "1" } },
        destination: { s3: { bucketName: "artifacts" } },
        profileName: "publisher",
        clientRequestToken,
      }),
  };
}

test("a job that takes longer than the grace is in progress when StartSigningJob answers, and done later", async () => {
  const { forward, release } = slowS3StandIn(await zipOf("slow"));
  const { call, start } = await signerOver(forward);
  const { jobId } = await start("token");
  const describe = () => call("GET", `/signing-jobs/${jobId as string}`);
  const unfinished = await describe();
  expect(unfinished.status).toBe("InProgress");
  expect(unfinished).not.toHaveProperty("signedObject");

  release();
  let job = await describe();
  for (let tries = 0; job.status === "InProgress" && tries < 100; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    job = await describe();
  }
  expect(job.status).toBe("Succeeded");
}, 30_000);

test("jobs behind many others are answered at once, and none of them is lost", async () => {
  const { forward, release } = slowS3StandIn(await zipOf("crowd"));
  const { call, start } = await signerOver(forward);
  let answered = 0;
  const all = Array.from({ length: 200 }, async (_, index) => {
    const job = await start(`token-${index}`);
    answered++;
    return job;
  });
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  expect(answered).toBeGreaterThan(100);

  release();
  const jobs = await Promise.all(all);
  const deadline = Date.now() + 20_000;
  for (const { jobId } of jobs) {
    let status: unknown = "InProgress";
    while (status === "InProgress" && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      ({ status } = await call("GET", `/signing-jobs/${jobId as string}`));
    }
    expect(status).toBe("Succeeded");
  }
}, 40_000);
