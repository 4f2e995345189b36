import { tmpdir } from "node:os";
import { Clock } from "../../local-aws/clock";
import { Faults } from "../../local-aws/faults";
import { createServices } from "../../local-aws/services";
import { InMemoryState } from "../../local-aws/state";
import type { ForwardLarge } from "../../local-aws/streaming";
import { createSigningAuthority } from "../../signature";
import { bodyOf, CONFIGS, EmulatorStandIn, FUNCTIONS, lambdaRequest } from "./lambda/stand-in";
import { zipOf } from "./signer/harness";

async function servicesBefore(emulator: EmulatorStandIn) {
  const clock = new Clock();
  const forward: ForwardLarge = async (request) =>
    emulator.answer({ ...request, body: await bodyOf(request) });
  const services = createServices({
    state: new InMemoryState(),
    clock,
    authority: await createSigningAuthority({ region: "us-east-1", now: clock.now() }),
    forward,
    forwardOwn: forward,
    forwardObjects: () => Promise.reject(new Error("Nothing is in S3")),
    temporary: tmpdir(),
    faults: new Faults(),
    auditLog: { add: () => undefined },
  });
  const call = async (method: string, path: string, body: object = {}) =>
    (await services.handlers.lambda!(lambdaRequest(method, path, body)))!;
  return { call, end: () => services.end() };
}

test("a reset isn't made while a function is created that would come after it, and is when that is done", async () => {
  const emulator = new EmulatorStandIn();
  const { call, end } = await servicesBefore(emulator);
  const made = await call("POST", CONFIGS, {
    AllowedPublishers: {
      SigningProfileVersionArns: ["arn:aws:signer:us-east-1:123456789012:/signing-profiles/any/0123456789"],
    },
  });
  const { CodeSigningConfig } = JSON.parse(made.body.toString()) as {
    CodeSigningConfig: { CodeSigningConfigArn: string };
  };
  const { CodeSigningConfigArn } = CodeSigningConfig;
  let release = () => {};
  const sent = new Promise<void>((isSent) => {
    emulator.meanwhile = () => {
      isSent();
      return new Promise<void>((done) => (release = done));
    };
  });
  const ZipFile = (await zipOf("any")).toString("base64");
  const creation = call("POST", FUNCTIONS, { FunctionName: "f", Code: { ZipFile }, CodeSigningConfigArn });
  await sent;
  await expect(end()).rejects.toThrow(/^Nothing was reset: .*1 requests? to the emulators/);

  emulator.meanwhile = () => Promise.resolve();
  release();
  expect((await creation).status).toBe(201);
  const attached = await call("GET", "/2020-06-30/functions/f/code-signing-config");
  expect(JSON.parse(attached.body.toString())).toEqual({ CodeSigningConfigArn, FunctionName: "f" });
  await end();
  await expect(call("GET", `${FUNCTIONS}/f/configuration`)).rejects.toThrow("is being reset");
}, 20_000);
