import { expectRefusal, AwsCallError } from "../../conformance/clients/aws-client";
import { expectEqual, expectMatch, expectMembers, expectThat, list, text } from "../../conformance/expect";

const refused = () =>
  Promise.reject(new AwsCallError("ValidationException", "Too long", { status: 400, code: "TooLong" }));

test("what is so passes, what isn't says what was expected and what came", () => {
  expectEqual("status", { a: [1] }, { a: [1] });
  expect(() => expectEqual("status", "Failed", "Succeeded")).toThrow(
    'status: expected "Succeeded", got "Failed"',
  );
  expect(() => expectMatch("id", undefined, /./)).toThrow("id: expected /./, got undefined");
  expect(() => expectThat("it is there", false, 404)).toThrow("it is there: expected true, got 404");
  expectMembers("job", { status: "Failed", more: 1 }, { status: /^F/ });
  expect(() => expectMembers("job", { status: "Failed" }, { status: /^S/ })).toThrow(/^job, status/);
  expect(() => expectMembers("job", undefined, { status: "Failed" })).toThrow(/^job, status/);
});

test("members below are found by their path, or missed", () => {
  expect(text({ a: { b: "c" } }, "a.b")).toBe("c");
  expect(() => text({ a: {} }, "a.b")).toThrow('a.b: expected "a text", got undefined');
  expect(list({ a: [1] }, "a")).toEqual([1]);
  expect(() => list({}, "a")).toThrow(/"a list"/);
});

test("a refusal must be the one that is expected, in every part that the client tells", async () => {
  await expectRefusal("put", refused(), { exception: "ValidationException", status: 400, message: /long/i });
  await expect(expectRefusal("put", refused(), { exception: "ConflictException" })).rejects.toThrow(
    /exception/,
  );
  await expect(
    expectRefusal("put", refused(), { exception: "ValidationException", code: "Other" }),
  ).rejects.toThrow(/code/);
  const accepted = expectRefusal("put", Promise.resolve({}), { exception: "ValidationException" });
  await expect(accepted).rejects.toThrow(/it was accepted/);
  const broken = expectRefusal("put", Promise.reject(new Error("no network")), { exception: "E" });
  await expect(broken).rejects.toThrow("no network");
});
