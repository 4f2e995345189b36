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

const ROOT = "arn:aws:iam::123456789012:root";

/** Callers before an STS that knows the keys in `users`, and counts its questions. */
function callersBefore(users: Map<string, string>) {
  const asked: string[] = [];
  const callerArnOf = createCallers("123456789012", ({ headers }) => {
    const key = /Credential=([^/]+)/.exec(headers.authorization!)![1]!;
    asked.push(key);
    return Promise.resolve(identity(users.get(key) ?? ROOT));
  });
  return { asked, of: (key: string) => callerArnOf(key, "us-east-1") };
}

test("a key that STS doesn't know yet is asked for again, one of no such form isn't", async () => {
  const users = new Map<string, string>();
  const callers = callersBefore(users);
  expect(await callers.of("AKIAIOSFODNN7EXAMPLE")).toBe(ROOT);
  const user = "arn:aws:iam::123456789012:user/ci";
  users.set("AKIAIOSFODNN7EXAMPLE", user);
  expect(await callers.of("AKIAIOSFODNN7EXAMPLE")).toBe(user);
  // Whoever takes any key, as Terraform's local environment does, costs STS one question.
  expect([await callers.of("test"), await callers.of("test")]).toEqual([ROOT, ROOT]);
  expect(callers.asked).toEqual(["AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE", "test"]);
});

test("a thousand keys are remembered, those that were asked for last", async () => {
  const callers = callersBefore(new Map());
  await callers.of("first");
  for (let at = 0; at < 999; at++) await callers.of(`key-${at}`);
  await callers.of("first");
  await callers.of("one-more");
  await callers.of("first");
  expect(callers.asked.filter((key) => key === "first")).toHaveLength(1);
  await callers.of("key-0");
  expect(callers.asked.filter((key) => key === "key-0")).toHaveLength(2);
});
