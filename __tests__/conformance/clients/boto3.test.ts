import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { expectRefusal } from "../../../conformance/clients/aws-client";
import { Boto3 } from "../../../conformance/clients/boto3";
import { installEmulators } from "../../../local-aws/emulators";

const REFUSAL = { message: "Too short", code: "TooShort" };

let server: Server;
let boto3: Boto3;
const bodies: string[] = [];

/** Takes profiles that have a platform, and refuses others as Signer does. */
beforeAll(async () => {
  const python = await installEmulators({ workspace: ".local" });
  server = createServer((incoming, outgoing) => {
    void buffer(incoming).then((body) => {
      bodies.push(body.toString());
      const isRight = body.includes("platformId");
      outgoing
        .writeHead(isRight ? 200 : 400, { "x-amzn-errortype": isRight ? "" : "ValidationException" })
        .end(JSON.stringify(isRight ? { arn: "arn:aws:signer:1" } : REFUSAL));
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  boto3 = Boto3.start(python, `http://127.0.0.1:${(server.address() as AddressInfo).port}`, "us-east-1");
}, 600_000);
afterAll(async () => {
  await boto3.stop();
  server.close();
});

test("an answer is boto3's output, and the bytes that came", async () => {
  const input = { profileName: "claims", platformId: "AWSLambda-SHA384-ECDSA" };
  expect(await boto3.call("signer", "PutSigningProfile", input)).toMatchObject({ arn: "arn:aws:signer:1" });
  const exchange = await boto3.exchange("signer", "PutSigningProfile", input);
  expect([exchange.status, exchange.text]).toEqual([200, '{"arn":"arn:aws:signer:1"}']);
});

test("wrong input is held back by boto3's own checks, and sent without them", async () => {
  const wrong = { profileName: "claims" };
  const before = bodies.length;
  const held = await boto3.exchange("signer", "PutSigningProfile", wrong);
  expect(held.notSent).toMatch(/ParamValidationError.*platformId/s);
  expect(bodies).toHaveLength(before);
  const sent = await boto3.exchange("signer", "PutSigningProfile", wrong, { validate: false });
  expect([sent.status, sent.notSent, JSON.parse(sent.text!)]).toEqual([400, undefined, REFUSAL]);
  expect(bodies).toHaveLength(before + 1);
});

test("a refusal has exception, status, code and message", async () => {
  const call = boto3.call("signer", "PutSigningProfile", { profileName: "claims" }, { validate: false });
  const refusal = { exception: "ValidationException", status: 400, code: "TooShort", message: "Too short" };
  await expectRefusal("the profile", call, refusal);
});

test("calls at once are answered each by its own", async () => {
  const call = (platformId?: string) =>
    boto3.exchange("signer", "PutSigningProfile", { profileName: "claims", platformId }, { validate: false });
  const exchanges = await Promise.all([call("a"), call(), call("b"), call(), call("c"), call()]);
  expect(exchanges.map(({ status }) => status)).toEqual([200, 400, 200, 400, 200, 400]);
});
