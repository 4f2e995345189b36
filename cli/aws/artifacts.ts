import { createReadStream, createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { Failure } from "../failure";
import type { AwsClients } from "./clients";
import type { ObjectVersion } from "./signing-job";

/** Not the SDK's own: it can't send a stream a second time. */
const ATTEMPTS = 3;

/**
 * Puts a file into a bucket, in one request and never whole in memory.
 * @param sha256 of the file, in base64: S3 refuses anything else
 * @throws Failure when the bucket keeps no versions: a job signs a version of an object
 */
export async function upload(
  clients: AwsClients,
  file: { readonly path: string; readonly sizeInBytes: number; readonly sha256: string },
  { bucket, key }: Pick<ObjectVersion, "bucket" | "key">,
  onBytes: (count: number) => void,
): Promise<ObjectVersion> {
  const asked = { action: "s3:PutObject", about: `the bucket '${bucket}'` };
  const put = () => {
    const body = Readable.from(watchedChunks(file.path, onBytes), { objectMode: false });
    return clients.s3().send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: body,
        ContentLength: file.sizeInBytes,
        ContentType: "application/zip",
        ChecksumSHA256: file.sha256,
      }),
    );
  };
  for (let attempt = 1; ; attempt++) {
    try {
      const { VersionId: version } = await clients.ask(asked, put);
      if (version && version !== "null") return { bucket, key, version };
      throw new Failure(
        "usage",
        `Expected a bucket that keeps versions, since a job signs a version of an object; '${bucket}' doesn't. Turn it on: ` +
          `aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`,
      );
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof Failure) || error.outcome !== "incomplete") throw error;
    }
  }
}

/** A listener for a file's data would set it flowing before the SDK takes it. */
async function* watchedChunks(path: string, onBytes: (count: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    onBytes(chunk.length);
    yield chunk;
  }
}

/** The version that an object has now; `undefined` where it may not be asked. */
export async function currentVersion(
  clients: AwsClients,
  { bucket, key }: Pick<ObjectVersion, "bucket" | "key">,
): Promise<string | undefined> {
  try {
    const head = new HeadObjectCommand({ Bucket: bucket, Key: key });
    const { VersionId } = await clients.ask({ action: "s3:GetObject", about: `s3://${bucket}/${key}` }, () =>
      clients.s3().send(head),
    );
    return VersionId;
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** Gets an object into a file that only this user can read. */
export async function fetchObject(
  clients: AwsClients,
  { bucket, key }: Pick<ObjectVersion, "bucket" | "key">,
  version: string | undefined,
  path: string,
): Promise<void> {
  const asked = { action: "s3:GetObject", about: `s3://${bucket}/${key}` };
  await clients.ask(asked, async () => {
    const { Body: body } = await clients
      .s3()
      .send(new GetObjectCommand({ Bucket: bucket, Key: key, ...(version ? { VersionId: version } : {}) }));
    await pipeline(body as Readable, createWriteStream(path, { mode: 0o600 }));
  });
}
