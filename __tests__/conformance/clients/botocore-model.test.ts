import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { BotocoreModel } from "../../../conformance/clients/botocore-model";

const MODEL = {
  operations: {
    Put: {
      http: { method: "PUT", requestUri: "/{name}", responseCode: 201 },
      input: { shape: "In" },
      output: { shape: "Out" },
      errors: [{ shape: "Bad" }],
    },
  },
  shapes: {
    In: {
      type: "structure",
      required: ["name", "reason", "token"],
      members: {
        name: { shape: "Name", location: "uri" },
        reason: { shape: "Reason" },
        token: { shape: "Reason", idempotencyToken: true },
        count: { shape: "Count" },
        tags: { shape: "Tags" },
        nested: { shape: "Nested" },
      },
    },
    Nested: { type: "structure", members: { color: { shape: "Color" } } },
    Out: {
      type: "structure",
      required: ["arn"],
      members: { arn: { shape: "Reason" }, at: { shape: "Time" }, colors: { shape: "Colors" } },
    },
    Name: { type: "string", min: 2, max: 4, pattern: "^[a-z]+$" },
    Reason: { type: "string", min: 1, max: 5 },
    Count: { type: "integer", min: 1, max: 25 },
    Tags: { type: "map", key: { shape: "Name" }, value: { shape: "Reason" }, max: 2 },
    Color: { type: "string", enum: ["red"] },
    Colors: { type: "list", member: { shape: "Color" } },
    Time: { type: "timestamp" },
    Bad: { type: "structure", error: { httpStatusCode: 409 } },
  },
};

let folder: string;
let model: BotocoreModel;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "botocore-model-"));
  const data = join(folder, "lib/python3.10/site-packages/botocore/data/test/2020-01-01");
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, "service-2.json.gz"), gzipSync(JSON.stringify(MODEL)));
  model = BotocoreModel.read(folder, "test", "2020-01-01");
});
afterAll(() => rmSync(folder, { recursive: true }));

test("statuses and errors are the model's", () => {
  expect(model.successStatusOf("Put")).toBe(201);
  expect(model.errorsOf("Put")).toEqual({ Bad: 409 });
  expect(() => model.errorsOf("Get")).toThrow("botocore's model has no operation Get");
});

test("an answer that differs from the model is told member by member", () => {
  expect(model.deviations("Put", { arn: "arn", at: 1.5, colors: ["red"] })).toEqual([]);
  expect(model.deviations("Put", { at: "now", colors: ["blue"], more: 1 })).toEqual([
    "Put.arn is missing",
    "Put.at is no number",
    'Put.colors[0] "blue" is not in the model\'s list',
    "Put.more is not in the model",
  ]);
  expect(model.deviations("Put", { arn: "too long" })).toEqual(["Put.arn is longer than 5"]);
});

test("each wrong input differs from the right one in one member", () => {
  const right = { name: "abc", reason: "why", token: "t", nested: { color: "red" } };
  const wrong = model.wrongInputs("Put", right);
  expect(wrong.map(({ what }) => what)).toEqual([
    "reason is missing",
    "name is shorter than 2",
    "name is longer than 4",
    "name doesn't match ^[a-z]+$",
    "reason is shorter than 1",
    "reason is longer than 5",
    "token is shorter than 1",
    "token is longer than 5",
    "count is less than 1",
    "count is more than 25",
    "tags's key is shorter than 2",
    "tags's key is longer than 4",
    "tags's key doesn't match ^[a-z]+$",
    "tags's value is shorter than 1",
    "tags's value is longer than 5",
    "tags has more than 2 entries",
    "nested.color is not in the model's list",
  ]);
  const inputOf = (what: string) => wrong.find((one) => one.what === what)?.input;
  expect(inputOf("reason is missing")).toEqual({ name: "abc", token: "t", nested: { color: "red" } });
  expect(inputOf("name is shorter than 2")).toEqual({ ...right, name: "a" });
  expect(inputOf("count is more than 25")).toEqual({ ...right, count: 26 });
  expect(inputOf("nested.color is not in the model's list")).toEqual({
    ...right,
    nested: { color: "NoSuchWord" },
  });
});
