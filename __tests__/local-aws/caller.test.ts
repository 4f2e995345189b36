import { createCallers } from "../../local-aws/caller";
import { json, type AwsResponse } from "../../local-aws/http";

const identity = (arn: string): AwsResponse => ({
  status: 200,
  headers: {},
  body: Buffer.from(`<Arn>${arn}</Arn>`),
});

test("what STS answers is remembered, its failure isn't", async () => {
  const role = "arn:aws:sts::123456789012:assumed-role/signer/ci";
  const answers = [json(503, {}), identity(role)];
  const callerArnOf = createCallers("123456789012", () => Promise.resolve(answers.shift()!));
  expect(await callerArnOf("ASIA", "us-east-1")).toBe("arn:aws:iam::123456789012:root");
  expect(await callerArnOf("ASIA", "us-east-1")).toBe(role);
  // Nothing is left to answer: a third question would fail.
  expect(await callerArnOf("ASIA", "us-east-1")).toBe(role);
});
