import { text } from "node:stream/consumers";
import { accountOf } from "../arns";
import type { ByteSource } from "../../signature";
import type { AwsRequest } from "../http";
import { internalAuthorization } from "../internal-request";
import type { ForwardStream, StreamedBody, StreamedResponse } from "../streaming";
import { WorkLimit } from "../work-limit";
import { holdBytes } from "./held-bytes";

/** What S3 said no with, such as `NoSuchKey` and its sentence. */
export class S3Error extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = "S3Error";
  }
}

/** The object has more bytes than whoever asked can use. */
export class ObjectTooLargeError extends Error {
  /** @param size in bytes, as S3 announced it; or as many as had come when it was given up. */
  constructor(
    readonly size: number,
    readonly maximumBytes: number,
  ) {
    super(`The object has ${size} bytes; at most ${maximumBytes} are allowed.`);
    this.name = "ObjectTooLargeError";
  }
}

export interface ObjectReference {
  readonly bucket: string;
  readonly key: string;
  /** Exactly this one; `"null"` is the version of objects written without versioning. @default the newest */
  readonly version?: string;
  readonly maximumBytes: number;
}

/** An object's bytes: in a file unless they are few, so that its size costs no memory. */
export interface S3Object {
  readonly source: ByteSource;
  /** `undefined` when the bucket has never been versioned. */
  readonly versionId?: string;
}

/** Who asks, and where: S3 calls of Signer and Lambda are made for the caller of theirs. */
export type Caller = Pick<AwsRequest, "region" | "callerArn">;

/** How many objects are held at once; the emulator answers one request at a time anyway. */
const OBJECTS_AT_ONCE = 8;

/** The few S3 calls that Signer and Lambda make, sent to the emulator behind the front. */
export class S3Objects {
  private readonly limit = new WorkLimit(OBJECTS_AT_ONCE);

  /** @param folder for the files of objects that are too large for memory. */
  constructor(
    private readonly forward: ForwardStream,
    private readonly folder: string,
  ) {}

  /**
   * Lends an object to `work`, and lets go of it afterwards. When many are asked for at once, work waits for its turn.
   * @throws S3Error when it isn't there.
   * @throws ObjectTooLargeError before it is downloaded, where S3 announces its size.
   */
  async use<T>(
    caller: Caller,
    { bucket, key, version, maximumBytes }: ObjectReference,
    work: (object: S3Object) => Promise<T>,
  ): Promise<T> {
    return this.limit.run(async () => {
      const query: Record<string, string> = version === undefined ? {} : { versionId: version };
      const { headers, body } = await this.send(caller, "GET", pathOf(bucket, key), query);
      try {
        const announced = sizeOf(headers);
        if (announced !== undefined && announced > maximumBytes) {
          throw new ObjectTooLargeError(announced, maximumBytes);
        }
        const held = await holdBytes(upTo(maximumBytes, body), announced, this.folder);
        try {
          return await work({ source: held.source, versionId: headers["x-amz-version-id"] });
        } finally {
          await held.release();
        }
      } finally {
        body.destroy();
      }
    });
  }

  /** @throws S3Error when the bucket isn't there. */
  async put(caller: Caller, bucket: string, key: string, body: Buffer | StreamedBody): Promise<void> {
    const response = await this.send(caller, "PUT", pathOf(bucket, key), {}, body);
    await text(response.body);
  }

  /**
   * Region and versioning of a bucket.
   * @throws S3Error when the bucket isn't there.
   */
  async describeBucket(caller: Caller, bucket: string): Promise<{ region: string; isVersioned: boolean }> {
    const head = await this.send(caller, "HEAD", pathOf(bucket), {});
    await text(head.body);
    const { body } = await this.send(caller, "GET", pathOf(bucket), { versioning: "" });
    return {
      region: head.headers["x-amz-bucket-region"] ?? caller.region,
      // Suspended counts: its objects have versions, the literal "null" among them.
      isVersioned: /<Status>(Enabled|Suspended)<\/Status>/.test(await text(body)),
    };
  }

  private async send(
    { region, callerArn }: Caller,
    method: string,
    path: string,
    query: Record<string, string>,
    body: Buffer | StreamedBody = Buffer.alloc(0),
  ): Promise<StreamedResponse> {
    const authorization = internalAuthorization("s3", region, accountOf(callerArn));
    const response = await this.forward({
      method,
      path,
      query: new URLSearchParams(query),
      headers: { authorization, "content-type": "application/octet-stream" },
      body,
      service: "s3",
      region,
      callerArn,
    });
    if (response.status >= 300) {
      const xml = await text(response.body);
      const element = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
      throw new S3Error(
        element("Code") ?? `Http${response.status}`,
        element("Message") ?? "S3 gave no reason.",
      );
    }
    return response;
  }
}

function sizeOf(headers: StreamedResponse["headers"]): number | undefined {
  const length = headers["content-length"];
  return length === undefined ? undefined : Number(length);
}

async function* upTo(maximumBytes: number, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > maximumBytes) {
      throw new ObjectTooLargeError(size, maximumBytes);
    }
    yield chunk;
  }
}

function pathOf(bucket: string, key?: string): string {
  const path = [bucket, ...(key === undefined ? [] : key.split("/"))];
  return `/${path.map(encodeURIComponent).join("/")}`;
}
