import { setTimeout as sleep } from "node:timers/promises";
import { json, noContent, type AwsResponse } from "../../../local-aws/http";
import { zipOf } from "../signer/harness";
import { EmulatorStandIn, errorType, FUNCTIONS, lambdaBefore, pathOfConfig } from "./stand-in";

const ENFORCE = { CodeSigningPolicies: { UntrustedArtifactOnDeployment: "Enforce" } };
const IN_S3 = { S3Bucket: "code", S3Key: "app.zip" };

/** Something that others wait for until `open` is called. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((done) => (open = done));
  return { open, opened };
}

test("a config can't be deleted while a function is created with it", async () => {
  const emulator = new EmulatorStandIn();
  const { call, createConfig } = lambdaBefore(emulator);
  const arn = await createConfig("Warn");
  let deletion: Promise<AwsResponse> | undefined;
  emulator.meanwhile = async () => {
    deletion ??= call("DELETE", pathOfConfig(arn));
    await sleep(20);
  };
  // Unsigned, which Warn lets through.
  const ZipFile = (await zipOf("any")).toString("base64");
  const created = await call("POST", FUNCTIONS, {
    FunctionName: "f",
    Code: { ZipFile },
    CodeSigningConfigArn: arn,
  });
  expect(created.status).toBe(201);
  expect(errorType(await deletion!)).toEqual([409, "ResourceConflictException"]);
  expect((await call("GET", pathOfConfig(arn))).status).toBe(200);
});

test("a config that is deleted while it is attached isn't attached", async () => {
  const emulator = new EmulatorStandIn();
  emulator.functions.add("f");
  const { call, createConfig } = lambdaBefore(emulator);
  const arn = await createConfig("Warn");
  let deleted: AwsResponse | undefined;
  emulator.meanwhile = async () => {
    deleted ??= await call("DELETE", pathOfConfig(arn));
  };
  const path = "/2020-06-30/functions/f/code-signing-config";
  const put = await call("PUT", path, { CodeSigningConfigArn: arn });
  expect(deleted?.status).toBe(204);
  expect(errorType(put)).toEqual([404, "CodeSigningConfigNotFoundException"]);
  expect((await call("GET", path)).body.toString()).toBe("{}");
});

describe("a config that comes to say Enforce", () => {
  async function beforeUnsignedInS3(kind: "create" | "update") {
    const emulator = new EmulatorStandIn();
    const arriving = gate();
    const asked = gate();
    const lambda = lambdaBefore(emulator, {
      zip: await zipOf("unsigned"),
      arrives: () => (asked.open(), arriving.opened),
    });
    const arn = await lambda.createConfig("Warn");
    const update = () => lambda.call("PUT", `${FUNCTIONS}/f/code`, IN_S3);
    const create = () =>
      lambda.call("POST", FUNCTIONS, { FunctionName: "f", Code: IN_S3, CodeSigningConfigArn: arn });
    if (kind === "update") {
      const ZipFile = (await zipOf("first")).toString("base64");
      await lambda.call("POST", FUNCTIONS, {
        FunctionName: "f",
        Code: { ZipFile },
        CodeSigningConfigArn: arn,
      });
    }
    const enforce = () => lambda.call("PUT", pathOfConfig(arn), ENFORCE);
    return { deploy: kind === "create" ? create : update, emulator, arriving, asked, enforce };
  }

  test.each(["create", "update"] as const)(
    "while the package of a function's %s is read counts for it",
    async (kind) => {
      const { deploy, emulator, arriving, asked, enforce } = await beforeUnsignedInS3(kind);
      const deployment = deploy();
      await asked.opened;
      const before = emulator.asked.length;
      expect((await enforce()).status).toBe(200);
      arriving.open();
      expect(errorType(await deployment)).toEqual([400, "CodeVerificationFailedException"]);
      expect(emulator.asked.slice(before)).toEqual([]);
    },
  );

  test.each(["create", "update"] as const)(
    "while a function's %s is on its way is answered when that is through",
    async (kind) => {
      const { deploy, emulator, arriving, enforce } = await beforeUnsignedInS3(kind);
      arriving.open();
      const [sent, deployed] = [gate(), gate()];
      emulator.meanwhile = () => (sent.open(), deployed.opened);
      const order: string[] = [];
      const deployment = deploy().then(({ status }) => order.push(`deployed ${status}`));
      await sent.opened;
      const enforced = enforce().then(({ status }) => order.push(`enforced ${status}`));
      await sleep(50);
      expect(order).toEqual([]);
      deployed.open();
      await Promise.all([deployment, enforced]);
      expect(order.sort()).toEqual([kind === "create" ? "deployed 201" : "deployed 200", "enforced 200"]);
    },
  );
});

test("two functions under one config are deployed side by side", async () => {
  const emulator = new EmulatorStandIn();
  const { call, createConfig } = lambdaBefore(emulator);
  const arn = await createConfig("Warn");
  const both = gate();
  let under = 0;
  emulator.meanwhile = () => (++under === 2 && both.open(), both.opened);
  const ZipFile = (await zipOf("any")).toString("base64");
  const create = (FunctionName: string) =>
    call("POST", FUNCTIONS, { FunctionName, Code: { ZipFile }, CodeSigningConfigArn: arn });
  const created = await Promise.all([create("f"), create("g")]);
  expect(created.map(({ status }) => status)).toEqual([201, 201]);
});

test("a layer version that is deleted while it is published leaves no verdict", async () => {
  const emulator = new EmulatorStandIn();
  const { call, state } = lambdaBefore(emulator);
  const versions = "/2018-10-31/layers/l/versions";
  let deletion: Promise<AwsResponse> | undefined;
  emulator.answer = async ({ method }) => {
    if (method === "DELETE") {
      return noContent();
    }
    deletion = call("DELETE", `${versions}/1`);
    await sleep(20);
    return json(201, { LayerVersionArn: "arn:aws:lambda:us-east-1:123456789012:layer:l:1" });
  };
  const ZipFile = (await zipOf("layer")).toString("base64");
  expect((await call("POST", versions, { Content: { ZipFile } })).status).toBe(201);
  expect((await deletion!).status).toBe(204);
  expect([...state.layers.values()]).toEqual([]);
});
