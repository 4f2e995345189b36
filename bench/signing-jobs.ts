import { randomBytes } from "node:crypto";
import { Agent } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  CopyObjectCommand,
  CreateBucketCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  DescribeSigningJobCommand,
  PutSigningProfileCommand,
  SignerClient,
  StartSigningJobCommand,
} from "@aws-sdk/client-signer";
import { buffer } from "node:stream/consumers";
import { ZipFile } from "yazl";
import { startLocalAwsProcess } from "../rehearsal/local-aws-process";
import { runCommand } from "../toolchain";
import { RUNS, type Bench, type Row } from "./bench";
import { median } from "./measure";
import { clientOf, ownWorkspace } from "./own-local-aws";
import { megabytes } from "./table";

const JOBS = 1_000;
const PACKAGE_BYTES = 1_000_000;
const MOST_MEGABYTES = 400;
const BUCKET = "jobs";

interface Round {
  readonly seconds: number;
  /** Until StartSigningJob had answered: the median, and the last of all. */
  readonly answered: { readonly median: number; readonly last: number };
}

/** A thousand jobs started at once against as many plain copies of the same object, through the same local AWS. */
export async function signingJobs({ directory, signal, progress }: Bench): Promise<Row[]> {
  const workspace = await ownWorkspace(join(directory, "signing-jobs"));
  progress("starting a local AWS");
  const localAws = await startLocalAwsProcess(workspace, signal);
  const memory = watchMemory(await pidOf(localAws.endpoint), signal);
  // As many connections as calls: the SDK's own limit of 50 would make a queue of the client.
  const httpAgent = new Agent({ keepAlive: true, maxSockets: JOBS });
  const config = { ...clientOf(localAws.endpoint), requestHandler: { httpAgent } };
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  const signer = new SignerClient(config);
  try {
    const version = await putPackage(s3);
    await signer.send(
      new PutSigningProfileCommand({ profileName: "bench", platformId: "AWSLambda-SHA384-ECDSA" }),
    );
    const jobs: Round[] = [];
    const copies: number[] = [];
    let succeeded = 0;
    for (let run = 0; run < RUNS; run++) {
      progress(`${JOBS} jobs at once`);
      const { round, signedKeys } = await runJobs(signer, version);
      jobs.push(round);
      succeeded += await countObjects(s3, signedKeys);
      progress(`${JOBS} copies at once`);
      copies.push(await runCopies(s3, version, run));
    }
    const [jobSeconds, copySeconds] = [median(jobs.map(({ seconds }) => seconds)), median(copies)];
    const answered = (which: "median" | "last") => median(jobs.map((round) => round.answered[which]));
    const most = memory.stop();
    return [
      {
        what: `${JOBS} signing jobs of 1 MB at once against CopyObject, a second`,
        ours: (JOBS / jobSeconds).toFixed(0),
        peer: (JOBS / copySeconds).toFixed(0),
        ratio: copySeconds / jobSeconds,
      },
      {
        what: "  jobs that succeeded, and whose signed object is there",
        ours: `${succeeded} of ${JOBS * RUNS}`,
        target: { text: "all", met: succeeded === JOBS * RUNS },
      },
      {
        what: "  until StartSigningJob answers: median, last",
        ours: `${answered("median").toFixed(1)} s, ${answered("last").toFixed(1)} s`,
      },
      {
        what: "  memory of the local AWS without its emulators",
        ours: megabytes(most),
        target: { text: `< ${MOST_MEGABYTES} MB`, met: most < MOST_MEGABYTES },
      },
    ];
  } finally {
    memory.stop();
    s3.destroy();
    signer.destroy();
    httpAgent.destroy();
    await localAws.stop();
  }
}

async function putPackage(s3: S3Client): Promise<string> {
  const zip = new ZipFile();
  zip.addBuffer(randomBytes(PACKAGE_BYTES), "index.bin");
  zip.end();
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  await s3.send(
    new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status: "Enabled" } }),
  );
  const { VersionId } = await s3.send(
    new PutObjectCommand({ Bucket: BUCKET, Key: "app.zip", Body: await buffer(zip.outputStream) }),
  );
  return VersionId!;
}

async function runJobs(signer: SignerClient, version: string) {
  const start = performance.now();
  const secondsSoFar = (): number => (performance.now() - start) / 1000;
  const started = await allOf(JOBS, async () => {
    const { jobId } = await signer.send(
      new StartSigningJobCommand({
        profileName: "bench",
        source: { s3: { bucketName: BUCKET, key: "app.zip", version } },
        destination: { s3: { bucketName: BUCKET, prefix: "signed/" } },
      }),
    );
    return { jobId: jobId!, answered: secondsSoFar() };
  });
  const signedKeys: (string | undefined)[] = [];
  for (const { jobId } of started) {
    let job = await signer.send(new DescribeSigningJobCommand({ jobId }));
    while (job.status === "InProgress") {
      await sleep(50);
      job = await signer.send(new DescribeSigningJobCommand({ jobId }));
    }
    signedKeys.push(job.signedObject?.s3?.key);
  }
  const times = started.map(({ answered }) => answered);
  return {
    round: {
      seconds: secondsSoFar(),
      answered: { median: median(times), last: Math.max(...times) },
    },
    signedKeys,
  };
}

async function runCopies(s3: S3Client, version: string, run: number): Promise<number> {
  const start = performance.now();
  await allOf(JOBS, (index) =>
    s3.send(
      new CopyObjectCommand({
        Bucket: BUCKET,
        Key: `copy-${run}/${index}.zip`,
        CopySource: `${BUCKET}/app.zip?versionId=${version}`,
      }),
    ),
  );
  return (performance.now() - start) / 1000;
}

/** How many of the objects are there, with a signature's bytes more than the package. */
async function countObjects(s3: S3Client, keys: readonly (string | undefined)[]): Promise<number> {
  let count = 0;
  for (const Key of new Set(keys)) {
    if (Key === undefined) continue;
    const { ContentLength = 0 } = await s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key }));
    if (ContentLength > PACKAGE_BYTES + 1_000) count++;
  }
  return count;
}

const allOf = <T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => work(index)));

async function pidOf(endpoint: string): Promise<number> {
  return ((await (await fetch(`${endpoint}/_local/health`)).json()) as { pid: number }).pid;
}

/** Asks every 200 ms; `stop` tells the most that was seen, in MB. */
function watchMemory(pid: number, signal: AbortSignal) {
  let most = 0;
  let stopped = false;
  void (async () => {
    while (!stopped && !signal.aborted) {
      const asked = await runCommand("ps", ["-o", "rss=", "-p", String(pid)], { timeoutMs: 5_000 }).catch(
        () => null,
      );
      most = Math.max(most, (Number(asked?.stdout) * 1024) / 1e6 || 0);
      await sleep(200);
    }
  })();
  return {
    stop: (): number => {
      stopped = true;
      return most;
    },
  };
}
