import { inMemoryLambdaState } from "../../../local-aws/lambda";
import { zipOf } from "../signer/harness";
import { CONFIGS, EmulatorStandIn, errorType, FUNCTIONS, lambdaBefore, pathOfConfig } from "./stand-in";

// The emulator saves half a second after a change: one that is killed earlier comes back as it was before.

const configPath = "/2020-06-30/functions/f/code-signing-config";

async function withFunctionUnderEnforce() {
  const emulator = new EmulatorStandIn();
  const state = inMemoryLambdaState();
  const lambda = lambdaBefore(emulator, { state });
  const arn = await lambda.createConfig("Enforce");
  emulator.functions.add("f");
  expect((await lambda.call("PUT", configPath, { CodeSigningConfigArn: arn })).status).toBe(200);
  const ZipFile = (await zipOf("unsigned")).toString("base64");
  return {
    emulator,
    arn,
    before: lambda,
    restarted: () => {
      const { call } = lambdaBefore(emulator, { state });
      return {
        call,
        update: () => call("PUT", `${FUNCTIONS}/f/code`, { ZipFile }),
        create: (CodeSigningConfigArn?: string) =>
          call("POST", FUNCTIONS, { FunctionName: "f", Code: { ZipFile }, CodeSigningConfigArn }),
        attached: async () => (await call("GET", configPath)).body.toString(),
        functionsOf: async () => (await call("GET", `${pathOfConfig(arn)}/functions`)).body.toString(),
      };
    },
  };
}

const F = "arn:aws:lambda:us-east-1:123456789012:function:f";

describe("a function that was deleted, and that a killed emulator still has,", () => {
  async function cameBack() {
    const { emulator, before, restarted, arn } = await withFunctionUnderEnforce();
    expect((await before.call("DELETE", `${FUNCTIONS}/f`)).status).toBeLessThan(300);
    emulator.functions.add("f");
    return { ...restarted(), arn };
  }

  test("takes no unsigned code", async () => {
    const { update } = await cameBack();
    expect(errorType(await update())).toEqual([400, "CodeVerificationFailedException"]);
  });

  test("shows its config", async () => {
    const { attached, arn } = await cameBack();
    expect(JSON.parse(await attached())).toEqual({ CodeSigningConfigArn: arn, FunctionName: "f" });
  });

  test("counts for its config", async () => {
    const { functionsOf, call, arn } = await cameBack();
    expect(JSON.parse(await functionsOf())).toEqual({ FunctionArns: [F] });
    expect(errorType(await call("DELETE", pathOfConfig(arn)))).toEqual([409, "ResourceConflictException"]);
  });

  test("is without a config when that is taken from it", async () => {
    const { call, attached, update } = await cameBack();
    expect((await call("DELETE", configPath)).status).toBe(204);
    expect(await attached()).toBe("{}");
    expect((await update()).status).toBe(200);
  });
});

describe("a function that was deleted, and is gone,", () => {
  test("counts for its config no more, before a restart and after one", async () => {
    const { before, restarted, arn } = await withFunctionUnderEnforce();
    await before.call("DELETE", `${FUNCTIONS}/f`);
    const functionsOf = await before.call("GET", `${pathOfConfig(arn)}/functions`);
    expect(JSON.parse(functionsOf.body.toString())).toEqual({ FunctionArns: [] });
    const after = restarted();
    expect(JSON.parse(await after.functionsOf())).toEqual({ FunctionArns: [] });
    expect((await after.call("DELETE", pathOfConfig(arn))).status).toBe(204);
    expect((await after.call("GET", CONFIGS)).body.toString()).toBe('{"CodeSigningConfigs":[]}');
  });

  test("is not found by an update, whatever config it had", async () => {
    const { before, restarted } = await withFunctionUnderEnforce();
    await before.call("DELETE", `${FUNCTIONS}/f`);
    expect((await restarted().update()).status).toBe(404);
  });
});

describe("a function that a killed emulator has lost", () => {
  async function lost() {
    const { emulator, restarted, arn } = await withFunctionUnderEnforce();
    emulator.functions.delete("f");
    return { ...restarted(), arn };
  }

  test("counts for its config no more", async () => {
    const { functionsOf, call, arn } = await lost();
    expect(JSON.parse(await functionsOf())).toEqual({ FunctionArns: [] });
    expect((await call("DELETE", pathOfConfig(arn))).status).toBe(204);
  });

  test("leaves its config to none that is created with its name", async () => {
    const { create, attached, update } = await lost();
    expect((await create()).status).toBe(201);
    expect(await attached()).toBe("{}");
    expect((await update()).status).toBe(200);
  });
});

test("what was attached stays while the emulator can't say whether the function is there", async () => {
  const { emulator, restarted } = await withFunctionUnderEnforce();
  const { update } = restarted();
  const answer = emulator.answer.bind(emulator);
  emulator.answer = () => Promise.resolve({ status: 500, headers: {}, body: Buffer.alloc(0) });
  expect(errorType(await update())).toEqual([400, "CodeVerificationFailedException"]);
  emulator.answer = answer;
  expect(errorType(await update())).toEqual([400, "CodeVerificationFailedException"]);
});
