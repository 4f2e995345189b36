import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { gzipSync } from "node:zlib";
import {
  CreateCodeSigningConfigCommand,
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  DeleteFunctionCommand,
  DeleteLayerVersionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  ListFunctionsByCodeSigningConfigCommand,
  ListFunctionsCommand,
  ListLayerVersionsCommand,
  ListVersionsByFunctionCommand,
  PublishLayerVersionCommand,
  PublishVersionCommand,
  PutFunctionCodeSigningConfigCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import {
  GetSigningProfileCommand,
  RevokeSignatureCommand,
  RevokeSigningProfileCommand,
} from "@aws-sdk/client-signer";
import { createSigningAuthority, fromBuffer, signArchive, toBuffer } from "../../../signature";
import {
  ACCOUNT,
  BUCKET,
  createBucket,
  errorOf,
  type Harness,
  putObject,
  putProfile,
  REGION,
  START_TIMEOUT,
  startHarness,
  startJob,
  zipOf,
} from "../signer/harness";

const ROLE = `arn:aws:iam::${ACCOUNT}:role/function`;
const DAY = 86_400_000;

// AWS's words, as they were recorded in a real account.
const notAccepted = (subject: string) =>
  `Lambda cannot deploy the function. The function or layer might be signed using a signature that the client is not configured to accept. Check the provided signature for ${subject}.`;
const notProperlySigned = (subject: string) =>
  `Lambda cannot deploy the function. The function or layer code is not properly signed. This can mean that the code was signed incorrectly or modified after it was signed. Check the provided signature for ${subject}.`;
const refused = (message: string) => ({
  name: "CodeVerificationFailedException",
  message,
  Type: "User",
  $metadata: expect.objectContaining({ httpStatusCode: 400 }) as unknown,
});
// A declaration, as tables of cases are made before what follows them.
function authorization(service: string, region = REGION): string {
  return `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
}
const arnOf = (name: string) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;

let aws: Harness;
let publisher: string;
let enforce: string;
let warn: string;

beforeAll(async () => {
  aws = await startHarness();
  await createBucket(aws, BUCKET);
  publisher = await putProfile(aws, "publisher");
  enforce = await createConfig("Enforce", publisher);
  warn = await createConfig("Warn", publisher);
}, START_TIMEOUT);

afterAll(() => aws.stop());

async function createConfig(policy: "Enforce" | "Warn", ...publishers: string[]): Promise<string> {
  const { CodeSigningConfig } = await aws.lambda.send(
    new CreateCodeSigningConfigCommand({
      AllowedPublishers: { SigningProfileVersionArns: publishers },
      CodeSigningPolicies: { UntrustedArtifactOnDeployment: policy },
    }),
  );
  return CodeSigningConfig!.CodeSigningConfigArn!;
}

interface Signed {
  readonly zip: Buffer;
  readonly jobId: string;
  readonly key: string;
}

async function sign(zip: Buffer, profile = "publisher"): Promise<Signed> {
  const jobId = await startJob(aws, profile, zip);
  const key = `signed/${jobId}.zip`;
  const { Body } = await aws.s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: key }));
  return { zip: Buffer.from(await Body!.transformToByteArray()), jobId, key };
}

const create = (
  name: string,
  code: CreateFunctionCommandInput["Code"],
  config?: string,
  more: Partial<CreateFunctionCommandInput> = {},
) =>
  aws.lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Code: code,
      CodeSigningConfigArn: config,
      Runtime: "nodejs22.x",
      Handler: "index.handler",
      Role: ROLE,
      ...more,
    }),
  );
const update = async (name: string, ZipFile: Buffer, more: object = {}) => {
  await settled(name);
  return aws.lambda.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile, ...more }));
};
const settled = async (FunctionName: string) => {
  const waiter = { client: aws.lambda, maxWaitTime: 30, minDelay: 1, maxDelay: 1 };
  await waitUntilFunctionActiveV2(waiter, { FunctionName });
  await waitUntilFunctionUpdatedV2(waiter, { FunctionName });
};
const deployedSha = async (FunctionName: string) =>
  (await aws.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))).CodeSha256;
const invoke = async (FunctionName: string) => {
  await settled(FunctionName);
  const { Payload } = await aws.lambda.send(new InvokeCommand({ FunctionName }));
  return JSON.parse(Payload!.transformToString()) as unknown;
};

/** The package with one byte of its code changed, and every checksum right. */
async function tampered(answer: string, by: string): Promise<Buffer> {
  const { zip } = await sign(await zipOf(answer));
  const before = await zipOf(answer);
  const after = await zipOf(by);
  const directory = Buffer.from("PK\u0001\u0002");
  const localOf = (archive: Buffer) => archive.subarray(0, archive.indexOf(directory));
  const centralOf = (archive: Buffer) => {
    const start = archive.indexOf(directory);
    return archive.subarray(start, start + 46 + "index.js".length);
  };
  // Same length, so that nothing moves.
  expect(localOf(after)).toHaveLength(localOf(before).length);
  const result = Buffer.from(zip);
  localOf(after).copy(result, 0);
  centralOf(after).copy(result, zip.indexOf(centralOf(before)));
  return result;
}

describe("under Enforce", () => {
  test("signed code is deployed from S3, shows its signature, runs, and the function is listed with its config", async () => {
    const signed = await sign(await zipOf("trusted"));
    const created = await create("trusted", { S3Bucket: BUCKET, S3Key: signed.key }, enforce);
    const fields = {
      SigningProfileVersionArn: publisher,
      SigningJobArn: `arn:aws:signer:${REGION}:${ACCOUNT}:/signing-jobs/${signed.jobId}`,
    };
    expect(created).toMatchObject({ ...fields, FunctionName: "trusted", CodeSize: signed.zip.length });
    const got = await aws.lambda.send(new GetFunctionCommand({ FunctionName: "trusted" }));
    expect(got.Configuration).toMatchObject(fields);
    const listed = await aws.lambda.send(new ListFunctionsCommand({}));
    expect(listed.Functions!.find(({ FunctionName }) => FunctionName === "trusted")).toMatchObject(fields);
    const { FunctionArns } = await aws.lambda.send(
      new ListFunctionsByCodeSigningConfigCommand({ CodeSigningConfigArn: enforce }),
    );
    expect(FunctionArns).toContain(arnOf("trusted"));
    expect(await invoke("trusted")).toBe("trusted");
  });

  test("unsigned code is refused at creation, by the function's name; with a signature it is accepted", async () => {
    const unsigned = await zipOf("unsigned");
    expect(await errorOf(create("fresh", { ZipFile: unsigned }, enforce))).toMatchObject(
      refused(notAccepted("fresh")),
    );
    expect((await errorOf(aws.lambda.send(new GetFunctionCommand({ FunctionName: "fresh" })))).name).toBe(
      "ResourceNotFoundException",
    );
    await create("fresh", { ZipFile: (await sign(unsigned)).zip }, enforce);
  });

  describe("an update past Terraform", () => {
    const name = "guarded";
    beforeAll(async () => {
      await create(name, { ZipFile: (await sign(await zipOf("original"))).zip }, enforce);
    });

    /** Refuses the attack, by the function's ARN and without a trace, and accepts the control. */
    async function expectRefused(attack: Buffer, control: Buffer, message: string): Promise<void> {
      const before = await deployedSha(name);
      expect(await errorOf(update(name, attack))).toMatchObject(refused(message));
      expect(await errorOf(update(name, attack, { DryRun: true }))).toMatchObject(refused(message));
      const version = await putObject(aws, "attack.zip", attack);
      const fromS3 = new UpdateFunctionCodeCommand({
        FunctionName: arnOf(name),
        S3Bucket: BUCKET,
        S3Key: "attack.zip",
        S3ObjectVersion: version,
      });
      expect(await errorOf(aws.lambda.send(fromS3))).toMatchObject(refused(message));
      expect(await deployedSha(name)).toBe(before);
      await update(name, control);
      expect(await deployedSha(name)).not.toBe(before);
    }

    test("with unsigned code", async () => {
      const zip = await zipOf("by hand");
      await expectRefused(zip, (await sign(zip)).zip, notAccepted(arnOf(name)));
    });

    test("with code that was changed after it was signed", async () => {
      const zip = await tampered("harmless", "harmful!");
      await expectRefused(zip, (await sign(await zipOf("harmful!"))).zip, notProperlySigned(arnOf(name)));
    });

    test("with code of a publisher that isn't listed", async () => {
      await putProfile(aws, "stranger");
      const zip = await zipOf("of a stranger");
      await expectRefused((await sign(zip, "stranger")).zip, (await sign(zip)).zip, notAccepted(arnOf(name)));
    });

    test("with code signed under another root, in the publisher's name", async () => {
      const zip = await zipOf("forged");
      const { zip: control, jobId } = await sign(zip);
      const source = fromBuffer(zip);
      const signedAt = new Date();
      const forged = await signArchive(source, {
        authority: await createSigningAuthority({ region: REGION, now: signedAt }),
        signingJobArn: `arn:aws:signer:${REGION}:${ACCOUNT}:/signing-jobs/${jobId}`,
        signingProfileVersionArn: publisher,
        signedAt,
        expiresAt: new Date(signedAt.getTime() + DAY),
      });
      await expectRefused(await toBuffer(source, forged), control, notAccepted(arnOf(name)));
    });

    test("with code whose signing job was revoked", async () => {
      const zip = await zipOf("revoked");
      const revoked = await sign(zip);
      await aws.signer.send(new RevokeSignatureCommand({ jobId: revoked.jobId, reason: "key leaked" }));
      await expectRefused(revoked.zip, (await sign(zip)).zip, notAccepted(arnOf(name)));
    });

    test("with base64 that decoders read differently: what runs is what was verified", async () => {
      const { zip } = await sign(await zipOf("verified"));
      const text = zip.toString("base64");
      const response = await fetch(`${aws.endpoint}/2015-03-31/functions/${name}/code`, {
        method: "PUT",
        headers: { authorization: authorization("lambda"), "content-type": "application/json" },
        // "-" is a 62 for one decoder and nothing for another.
        body: JSON.stringify({ ZipFile: text.replaceAll("+", "-") }),
      });
      expect(response.status).toBe(200);
      expect(((await response.json()) as { CodeSize: number }).CodeSize).toBe(zip.length);
    });

    describe("around the checks", () => {
      const usual = `/2015-03-31/functions/${name}/code`;

      /** As it is: fetch would tidy the path up. */
      async function send(
        path: string,
        { method = "PUT", headers = {}, body }: { method?: string; headers?: object; body: Buffer },
      ): Promise<number> {
        const request = httpRequest(aws.endpoint, {
          path,
          method,
          headers: {
            authorization: authorization("lambda"),
            "content-type": "application/json",
            ...headers,
          },
          timeout: 30_000,
        });
        const answered = once(request, "response") as Promise<[IncomingMessage]>;
        request.end(body);
        const [response] = await answered;
        response.resume();
        return response.statusCode!;
      }

      /** Different each time: the same code twice wouldn't show that the second attack succeeded. */
      const unsigned = async () =>
        Buffer.from(JSON.stringify({ ZipFile: (await zipOf(randomUUID())).toString("base64") }));

      test.each([
        `${usual}/`,
        `${usual}/x`,
        `${usual}/x/y`,
        `${usual}//x`,
        `/${usual}`,
        `/2015-03-31//functions/${name}/code`,
        `/2015-03-31/functions//${name}/code`,
        `/2015-03-31/functions/${name}//code`,
        `/2015-03-31/./functions/${name}/code`,
        `/x/../2015-03-31/functions/${name}/code`,
        `/2015-03-31/functions/${name}/versions/../code`,
        `/2015-03-31/functions/${name};v=1/code`,
        `${usual};v=1`,
        `${usual}?Qualifier=1`,
        `${usual}?x=/versions`,
        `${usual}%3Fx`,
        `${usual}%23x`,
        `${usual}%00`,
        `/2015-03-31/functions/${name}/CODE`,
        `/2015-03-31/Functions/${name}/code`,
        `/2015-03-31/functions%2F${name}%2Fcode`,
        `/2015-03-31/functions/${name}%2Fcode`,
        `/2015-03-31/functions/${name}/code%2Fx`,
        `/2015-03-31/functions%252F${name}%252Fcode`,
        `/2015-03-31/functions/${name}/%63ode`,
        `/2099-12-31/functions/${name}/code`,
        `/2025-12-01/functions/${name}/code`,
        `//functions/${name}/code`,
        `/x%ZZ/functions%2F${name}/code`,
        `http://127.0.0.1${usual}`,
        `http://127.0.0.1${usual}/x`,
        `/2015-03-31/functions/${encodeURIComponent(arnOf(name))}/code`,
        `/2015-03-31/functions/${encodeURIComponent(arnOf(name))}/code/x`,
        `/2015-03-31/functions/${encodeURIComponent(`${ACCOUNT}:function:${name}`)}/code`,
        `/2015-03-31/functions/${encodeURIComponent(`${name}:function:trusted`)}/code`,
      ])("by way of the path %s", async (path) => {
        const before = await deployedSha(name);
        expect(await send(path, { body: await unsigned() })).toBeGreaterThanOrEqual(400);
        expect(await deployedSha(name)).toBe(before);
      });

      // The emulator reads a Region and an account of its own out of what the client sent: they must be those that
      // the config was looked up for.
      test.each<[string, object]>([
        [
          "of another scheme, with another Region",
          { authorization: authorization("lambda", "eu-west-1").replace("AWS4-HMAC-SHA256", "AWS4") },
        ],
        [
          "with two scopes",
          { authorization: `${authorization("lambda", "eu-west-1")}, ${authorization("lambda")}` },
        ],
        [
          "of a key with slashes",
          {
            authorization: authorization("lambda", "eu-west-1").replace(
              "test",
              `x/20260101/${REGION}/lambda/aws4_request/y`,
            ),
          },
        ],
        ["with another operation as its target", { "x-amz-target": "AWSLambda.PublishVersion" }],
        ["with a header that names another method", { "x-http-method-override": "POST" }],
      ])("by way of a signature or header %s", async (_case, headers) => {
        const before = await deployedSha(name);
        await send(usual, { headers, body: await unsigned() });
        expect(await deployedSha(name)).toBe(before);
      });

      test.each(["POST", "PATCH"])("by way of %s and a header that names PUT", async (method) => {
        const before = await deployedSha(name);
        const headers = { "x-http-method-override": "PUT", "x-method-override": "PUT" };
        expect(await send(usual, { method, headers, body: await unsigned() })).toBe(404);
        expect(await deployedSha(name)).toBe(before);
      });

      test("by way of a body that is encoded", async () => {
        const before = await deployedSha(name);
        const body = await unsigned();
        const chunked = Buffer.concat([
          Buffer.from(`${body.length.toString(16)}\r\n`),
          body,
          Buffer.from("\r\n0\r\n\r\n"),
        ]);
        const awsChunked = {
          "content-encoding": "aws-chunked",
          "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
          "x-amz-decoded-content-length": String(body.length),
        };
        const gzip = { "content-encoding": "gzip" };
        expect(await send(usual, { headers: gzip, body: gzipSync(body) })).toBeGreaterThanOrEqual(400);
        expect(await send(usual, { headers: awsChunked, body: chunked })).toBeGreaterThanOrEqual(400);
        expect(await send(usual, { headers: awsChunked, body })).toBeGreaterThanOrEqual(400);
        expect(
          await send(usual, { headers: { "transfer-encoding": "chunked" }, body }),
        ).toBeGreaterThanOrEqual(400);
        expect(await deployedSha(name)).toBe(before);
      });

      test("by way of layers that the path hides", async () => {
        const { LayerVersionArn } = await aws.lambda.send(
          new PublishLayerVersionCommand({
            LayerName: "hidden",
            Content: { ZipFile: await zipOf("layer", "nodejs/layer.js") },
          }),
        );
        const body = Buffer.from(JSON.stringify({ Layers: [LayerVersionArn] }));
        for (const path of [`/2015-03-31/functions/${name}/configuration`, "/x", "/x/y"].map(
          (end, at, all) => (at === 0 ? end : all[0] + end),
        )) {
          expect(await send(path, { body })).toBeGreaterThanOrEqual(400);
        }
        const { Layers } = await aws.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
        expect(Layers ?? []).toEqual([]);

        const layer = Buffer.from(
          JSON.stringify({ Content: { ZipFile: (await zipOf("x")).toString("base64") } }),
        );
        for (const end of ["versions/abc", "versions/1/x", "versions/0x1"]) {
          const path = `/2018-10-31/layers/hidden/${end}`;
          expect(await send(path, { method: "POST", body: layer })).toBe(404);
        }
        const { LayerVersions } = await aws.lambda.send(
          new ListLayerVersionsCommand({ LayerName: "hidden" }),
        );
        expect(LayerVersions).toHaveLength(1);
      });

      test("what is no operation of Lambda's is answered as AWS answers it", async () => {
        const response = await fetch(`${aws.endpoint}${usual}/x`, {
          method: "PUT",
          headers: { authorization: authorization("lambda") },
        });
        expect(response.status).toBe(404);
        expect(response.headers.get("x-amzn-errortype")).toBe("UnknownOperationException");
      });
    });
  });

  test("a DryRun of signed code shows what would be, and deploys nothing", async () => {
    await create("rehearsed", { ZipFile: (await sign(await zipOf("now"))).zip }, enforce);
    const before = await deployedSha("rehearsed");
    const next = await sign(await zipOf("next"));
    const answer = await update("rehearsed", next.zip, { DryRun: true });
    expect(answer).toMatchObject({ CodeSize: next.zip.length, SigningProfileVersionArn: publisher });
    expect(await deployedSha("rehearsed")).toBe(before);
  });

  test("expired code is refused, the same code was accepted before, and deployed code keeps running", async () => {
    const shortLived = await putProfile(aws, "shortlived", { value: 1, type: "DAYS" });
    const config = await createConfig("Enforce", shortLived);
    const { zip } = await sign(await zipOf("for a day"), "shortlived");
    await create("daily", { ZipFile: zip }, config);
    await update("daily", zip);
    aws.clock.setForward(DAY + 60_000);
    expect(await errorOf(update("daily", zip))).toMatchObject(refused(notAccepted(arnOf("daily"))));
    expect(await invoke("daily")).toBe("for a day");
    // The long-lived publisher isn't affected by the clock.
    await update("trusted", (await sign(await zipOf("still trusted"))).zip);
  });

  test("a revoked profile's later signatures are refused, its earlier ones are accepted", async () => {
    const arn = await putProfile(aws, "compromised");
    const config = await createConfig("Enforce", arn);
    const early = await sign(await zipOf("before the leak"), "compromised");
    aws.clock.setForward(60 * 60_000);
    const leak = new Date(aws.clock.now().getTime() - 30 * 60_000);
    const late = await sign(await zipOf("after the leak"), "compromised");
    await create("leaky", { ZipFile: late.zip }, config);
    await aws.signer.send(
      new RevokeSigningProfileCommand({
        profileName: "compromised",
        profileVersion: arn.split("/").at(-1),
        reason: "leak",
        effectiveTime: leak,
      }),
    );
    const { status } = await aws.signer.send(new GetSigningProfileCommand({ profileName: "compromised" }));
    expect(status).toBe("Revoked");
    expect(await errorOf(update("leaky", late.zip))).toMatchObject(refused(notAccepted(arnOf("leaky"))));
    await update("leaky", early.zip);
  });

  test("container images are refused", async () => {
    const image = { ImageUri: `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/app:1` };
    expect((await errorOf(create("image", image, enforce, { PackageType: "Image" }))).name).toBe(
      "InvalidParameterValueException",
    );
    const update = new UpdateFunctionCodeCommand({ FunctionName: "trusted", ...image });
    expect((await errorOf(aws.lambda.send(update))).name).toBe("InvalidParameterValueException");
  });

  test("a config that isn't there is refused, before the code is looked at", async () => {
    const config = `arn:aws:lambda:${REGION}:${ACCOUNT}:code-signing-config:csc-0123456789abcdefg`;
    expect(await errorOf(create("unconfigured", { ZipFile: Buffer.from("no ZIP") }, config))).toMatchObject({
      name: "CodeSigningConfigNotFoundException",
      message: `The code signing configuration cannot be found. Check that the provided configuration is not deleted: ${config}.`,
      $metadata: { httpStatusCode: 404 },
    });
  });
});

describe("under Warn", () => {
  test("unsigned code gets through and its signing fields go; tampered code doesn't", async () => {
    const signed = await sign(await zipOf("signed"));
    expect(await create("lenient", { ZipFile: signed.zip }, warn)).toHaveProperty("SigningJobArn");
    await settled("lenient");
    const version = await aws.lambda.send(new PublishVersionCommand({ FunctionName: "lenient" }));
    expect(version).toMatchObject({ Version: "1", SigningProfileVersionArn: publisher });

    const unsigned = await update("lenient", await zipOf("not signed"));
    expect(unsigned).not.toHaveProperty("SigningJobArn");
    expect(unsigned).not.toHaveProperty("SigningProfileVersionArn");
    expect(await invoke("lenient")).toBe("not signed");
    const { Versions } = await aws.lambda.send(
      new ListVersionsByFunctionCommand({ FunctionName: "lenient" }),
    );
    expect(
      Versions!.map(({ Version, SigningProfileVersionArn }) => [Version, SigningProfileVersionArn]),
    ).toEqual([
      ["$LATEST", undefined],
      ["1", publisher],
    ]);

    expect(await errorOf(update("lenient", await tampered("harmless", "harmful!")))).toMatchObject(
      refused(notProperlySigned(arnOf("lenient"))),
    );
    expect(
      await errorOf(create("tampered", { ZipFile: await tampered("harmless", "harmful!") }, warn)),
    ).toMatchObject(refused(notProperlySigned("tampered")));
  });
});

test("a config takes effect with the next deployment: what is deployed stays, what comes is checked", async () => {
  await create("legacy", { ZipFile: await zipOf("old") });
  await settled("legacy");
  await aws.lambda.send(
    new PutFunctionCodeSigningConfigCommand({ FunctionName: "legacy", CodeSigningConfigArn: enforce }),
  );
  expect(await invoke("legacy")).toBe("old");
  expect((await errorOf(update("legacy", await zipOf("new")))).message).toBe(notAccepted(arnOf("legacy")));
});

test("a function that is deleted and made again has no config left", async () => {
  await create("phoenix", { ZipFile: (await sign(await zipOf("first life"))).zip }, enforce);
  await aws.lambda.send(new DeleteFunctionCommand({ FunctionName: "phoenix" }));
  await create("phoenix", { ZipFile: await zipOf("second life") });
  await update("phoenix", await zipOf("third life"));
});

describe("layers", () => {
  const publish = async (LayerName: string, ZipFile: Buffer) =>
    aws.lambda.send(new PublishLayerVersionCommand({ LayerName, Content: { ZipFile } }));

  test("are published whatever their signature, show it when it is sound, and are checked where they are used", async () => {
    const signed = await publish("signed", (await sign(await zipOf("layer", "nodejs/layer.js"))).zip);
    expect(signed.Content).toMatchObject({ SigningProfileVersionArn: publisher });
    const unsigned = await publish("unsigned", await zipOf("layer", "nodejs/layer.js"));
    expect(unsigned.Content).not.toHaveProperty("SigningProfileVersionArn");
    const broken = await publish("broken", await tampered("harmless", "harmful!"));
    expect(broken.Content).not.toHaveProperty("SigningProfileVersionArn");

    const ZipFile = (await sign(await zipOf("with layers"))).zip;
    const withLayer = (arn?: string) => create("layered", { ZipFile }, enforce, { Layers: [arn!] });
    expect((await errorOf(withLayer(unsigned.LayerVersionArn))).message).toBe(
      notAccepted(unsigned.LayerVersionArn!),
    );
    expect((await errorOf(withLayer(broken.LayerVersionArn))).message).toBe(
      notProperlySigned(broken.LayerVersionArn!),
    );
    const { Layers } = await withLayer(signed.LayerVersionArn);
    expect(Layers).toEqual([
      expect.objectContaining({ Arn: signed.LayerVersionArn, SigningProfileVersionArn: publisher }),
    ]);

    await settled("layered");
    const configure = (arn?: string) =>
      aws.lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: "layered", Layers: [arn!] }));
    expect((await errorOf(configure(unsigned.LayerVersionArn))).message).toBe(
      notAccepted(unsigned.LayerVersionArn!),
    );
    await configure(signed.LayerVersionArn);
    await settled("layered");

    // The signature goes with the layer.
    await aws.lambda.send(
      new DeleteLayerVersionCommand({ LayerName: "signed", VersionNumber: signed.Version }),
    );
    expect((await errorOf(configure(signed.LayerVersionArn))).message).toBe(
      notAccepted(signed.LayerVersionArn!),
    );
  });
});
