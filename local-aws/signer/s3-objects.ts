import type { AwsRequest, AwsResponse, Forward } from "../http";

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

export interface S3Object {
  readonly body: Buffer;
  /** `undefined` when the bucket has never been versioned. */
  readonly versionId?: string;
}

/** Who asks, and where: S3 calls of Signer and Lambda are made for the caller of theirs. */
export type Caller = Pick<AwsRequest, "region" | "callerArn">;

/** The few S3 calls that Signer and Lambda make, sent to the emulator behind the front. */
export class S3Objects {
  constructor(private readonly forward: Forward) {}

  /**
   * Reads one object whole.
   * @param version exactly this one; `"null"` is the version of objects written without versioning.
   * @throws S3Error when it isn't there.
   */
  async get(caller: Caller, bucket: string, key: string, version?: string): Promise<S3Object> {
    const query: Record<string, string> = version === undefined ? {} : { versionId: version };
    const { headers, body } = await this.send(caller, "GET", pathOf(bucket, key), query);
    return { body, versionId: headers["x-amz-version-id"] };
  }

  /** @throws S3Error when the bucket isn't there. */
  async put(caller: Caller, bucket: string, key: string, body: Buffer): Promise<void> {
    await this.send(caller, "PUT", pathOf(bucket, key), {}, body);
  }

  /**
   * Region and versioning of a bucket.
   * @throws S3Error when the bucket isn't there.
   */
  async describeBucket(caller: Caller, bucket: string): Promise<{ region: string; isVersioned: boolean }> {
    const { headers } = await this.send(caller, "HEAD", pathOf(bucket), {});
    const { body } = await this.send(caller, "GET", pathOf(bucket), { versioning: "" });
    return {
      region: headers["x-amz-bucket-region"] ?? caller.region,
      // Suspended counts: its objects have versions, the literal "null" among them.
      isVersioned: /<Status>(Enabled|Suspended)<\/Status>/.test(body.toString()),
    };
  }

  private async send(
    { region, callerArn }: Caller,
    method: string,
    path: string,
    query: Record<string, string>,
    body: Buffer = Buffer.alloc(0),
  ): Promise<AwsResponse> {
    // The emulator takes service and Region out of the credential scope and checks no signature.
    const authorization = `AWS4-HMAC-SHA256 Credential=internal/20200101/${region}/s3/aws4_request, SignedHeaders=host, Signature=none`;
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
      const xml = response.body.toString();
      const element = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
      throw new S3Error(
        element("Code") ?? `Http${response.status}`,
        element("Message") ?? "S3 gave no reason.",
      );
    }
    return response;
  }
}

function pathOf(bucket: string, key?: string): string {
  const path = [bucket, ...(key === undefined ? [] : key.split("/"))];
  return `/${path.map(encodeURIComponent).join("/")}`;
}
