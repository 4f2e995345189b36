import { tmpdir } from "node:os";
import { Clock } from "../../../local-aws/clock";
import { json, type AwsRequest, type AwsResponse, type Forward } from "../../../local-aws/http";
import { createLambdaCodeSigning } from "../../../local-aws/lambda";
import { S3Objects } from "../../../local-aws/signer";
import { zipOf } from "../signer/harness";

const FUNCTIONS = "/2015-03-31/functions";
const CONFIGS = "/2020-04-22/code-signing-configs";
const PUBLISHER = "arn:aws:signer:us-east-1:123456789012:/signing-profiles/any/0123456789";

/** Lambda before an emulator that does what `meanwhile` says before it answers. */
async function lambdaWith(meanwhile: (deleteConfig: () => Promise<AwsResponse>) => Promise<void>) {
  const forward: Forward = async (request) => {
    await meanwhile(() => call("DELETE", `${CONFIGS}/${encodeURIComponent(arn)}`));
    return json(request.method === "POST" ? 201 : 200, { FunctionName: "f" });
  };
  const { handle } = createLambdaCodeSigning({
    accountId: "123456789012",
    clock: new Clock(),
    signer: { isRevoked: () => false },
    forward,
    objects: new S3Objects(() => Promise.reject(new Error("No package is in S3")), tmpdir()),
    trustedRoots: [],
  });
  const call = async (method: string, path: string, body: object = {}) =>
    (await handle({
      method,
      path,
      query: new URLSearchParams(),
      headers: {},
      body: Buffer.from(JSON.stringify(body)),
      service: "lambda",
      region: "us-east-1",
      callerArn: "",
    } satisfies AwsRequest))!;
  const created = await call("POST", CONFIGS, {
    AllowedPublishers: { SigningProfileVersionArns: [PUBLISHER] },
  });
  const arn = (JSON.parse(created.body.toString()) as { CodeSigningConfig: { CodeSigningConfigArn: string } })
    .CodeSigningConfig.CodeSigningConfigArn;
  return { call, arn };
}

const errorType = ({ status, headers }: AwsResponse) => [status, headers["x-amzn-errortype"]];

test("a config can't be deleted while a function is created with it", async () => {
  let deletion: Promise<AwsResponse> | undefined;
  const { call, arn } = await lambdaWith(async (deleteConfig) => {
    deletion ??= deleteConfig();
    await new Promise((done) => setTimeout(done, 20));
  });
  // Unsigned, which Warn lets through.
  const ZipFile = (await zipOf("any")).toString("base64");
  const created = await call("POST", FUNCTIONS, {
    FunctionName: "f",
    Code: { ZipFile },
    CodeSigningConfigArn: arn,
  });
  expect(created.status).toBe(201);
  expect(errorType(await deletion!)).toEqual([409, "ResourceConflictException"]);
  expect((await call("GET", `${CONFIGS}/${encodeURIComponent(arn)}`)).status).toBe(200);
});

test("a config that is deleted while it is attached isn't attached", async () => {
  let deleted: AwsResponse | undefined;
  const { call, arn } = await lambdaWith(async (deleteConfig) => {
    deleted ??= await deleteConfig();
  });
  const path = "/2020-06-30/functions/f/code-signing-config";
  const put = await call("PUT", path, { CodeSigningConfigArn: arn });
  expect(deleted?.status).toBe(204);
  expect(errorType(put)).toEqual([404, "CodeSigningConfigNotFoundException"]);
  expect((await call("GET", path)).body.toString()).toBe("{}");
});
