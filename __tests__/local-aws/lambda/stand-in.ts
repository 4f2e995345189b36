import { tmpdir } from "node:os";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { Clock } from "../../../local-aws/clock";
import { json, type AwsRequest, type AwsResponse } from "../../../local-aws/http";
import { createLambdaCodeSigning, inMemoryLambdaState, type LambdaState } from "../../../local-aws/lambda";
import { S3Objects } from "../../../local-aws/s3";
import type { StreamedRequest } from "../../../local-aws/streaming";

/** A request of Lambda's API, as the front hands it over. */
export const lambdaRequest = (method: string, path: string, body: object = {}): AwsRequest => ({
  method,
  path,
  query: new URLSearchParams(),
  headers: {},
  body: Buffer.from(JSON.stringify(body)),
  service: "lambda",
  region: "us-east-1",
  callerArn: "arn:aws:iam::123456789012:root",
});

export const FUNCTIONS = "/2015-03-31/functions";
export const CONFIGS = "/2020-04-22/code-signing-configs";
const PUBLISHER = "arn:aws:signer:us-east-1:123456789012:/signing-profiles/any/0123456789";

/** An emulator with functions that have no more than a name, and what comes between a request and its answer. */
export class EmulatorStandIn {
  readonly functions = new Set<string>();
  readonly asked: string[] = [];
  meanwhile: (request: AwsRequest) => Promise<unknown> = () => Promise.resolve();

  async answer(request: AwsRequest): Promise<AwsResponse> {
    this.asked.push(`${request.method} ${request.path}`);
    const [
      ,
      ,
      ,
      name = (JSON.parse(request.body.toString() || "{}") as { FunctionName?: string }).FunctionName!,
    ] = request.path.split("/");
    const isThere = this.functions.has(name);
    if (request.method === "POST" ? isThere : !isThere) {
      return json(request.method === "POST" ? 409 : 404, {});
    }
    if (request.method === "POST") {
      this.functions.add(name);
    }
    if (request.method === "DELETE") {
      this.functions.delete(name);
    }
    await this.meanwhile(request);
    return json(request.method === "POST" ? 201 : 200, { FunctionName: name });
  }
}

export const bodyOf = async ({ body }: StreamedRequest): Promise<Buffer> =>
  Buffer.isBuffer(body) ? body : buffer(body.chunks);

/** Lambda before that emulator; every object in S3 is `zip`, once `arrives` has settled. */
export function lambdaBefore(
  emulator: EmulatorStandIn,
  options: { state?: LambdaState; zip?: Buffer; arrives?: () => Promise<unknown> } = {},
) {
  const state = options.state ?? inMemoryLambdaState();
  const { handle } = createLambdaCodeSigning({
    accountId: "123456789012",
    clock: new Clock(),
    signer: { isRevoked: () => false },
    forward: async (request) => emulator.answer({ ...request, body: await bodyOf(request) }),
    objects: new S3Objects(async () => {
      await options.arrives?.();
      const zip = options.zip!;
      return {
        status: 200,
        headers: { "content-length": String(zip.length), "x-amz-version-id": "1" },
        body: Readable.from([zip]),
      };
    }, tmpdir()),
    trustedRoots: [],
    state,
  });
  const call = async (method: string, path: string, body: object = {}): Promise<AwsResponse> =>
    (await handle(lambdaRequest(method, path, body)))!;
  const createConfig = async (policy: "Warn" | "Enforce"): Promise<string> => {
    const created = await call("POST", CONFIGS, {
      AllowedPublishers: { SigningProfileVersionArns: [PUBLISHER] },
      CodeSigningPolicies: { UntrustedArtifactOnDeployment: policy },
    });
    return (JSON.parse(created.body.toString()) as { CodeSigningConfig: { CodeSigningConfigArn: string } })
      .CodeSigningConfig.CodeSigningConfigArn;
  };
  return { call, createConfig, state };
}

export const pathOfConfig = (arn: string): string => `${CONFIGS}/${encodeURIComponent(arn)}`;
export const errorType = ({ status, headers }: AwsResponse) => [status, headers["x-amzn-errortype"]];
