import { runInNewContext } from "node:vm";
import ts from "typescript";
import { importFromBarrel } from "../../bench/stock-template";

const NAMESPACES = new Map([
  ["s3-bucket", "s3Bucket"],
  ["sqs-queue", "sqsQueue"],
]);

/** What the module does, once TypeScript has compiled it, with a barrel of ours. */
function run(source: string): unknown {
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
  const barrel = { s3Bucket: { S3Bucket: "the bucket" }, sqsQueue: { SqsQueue: "the queue" } };
  const module = { exports: {} as { result?: unknown } };
  const load = (name: string) => {
    if (name !== "@cdktf/provider-aws") throw new Error(`${name} is not the barrel`);
    return barrel;
  };
  runInNewContext(outputText, { require: load, module, exports: module.exports });
  return module.exports.result;
}

test("a class comes from its namespace of the barrel", () => {
  const source =
    'import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";\nexport const result = S3Bucket;';
  expect(run(importFromBarrel(source, NAMESPACES))).toBe("the bucket");
});

test("types, other names and lists over several lines are understood", () => {
  const source = `
import {
  type S3BucketConfig,
  S3Bucket as Bucket,
} from "@cdktf/provider-aws/lib/s3-bucket";
import type { SqsQueueConfig } from "@cdktf/provider-aws/lib/sqs-queue";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue-of-somebody-else-by-name-only";
`;
  const namespaces = new Map([...NAMESPACES, ["sqs-queue-of-somebody-else-by-name-only", "other"]]);
  const rewritten = importFromBarrel(source, namespaces);
  expect(rewritten).not.toContain("provider-aws/lib");
  expect(rewritten).toContain("import S3BucketConfig = s3Bucket.S3BucketConfig;");
  expect(rewritten).toContain("import Bucket = s3Bucket.S3Bucket;");
  expect(rewritten).toContain("import SqsQueueConfig = sqsQueue.SqsQueueConfig;");
  expect(rewritten).toContain("import SqsQueue = other.SqsQueue;");
});

test("imports of other packages stay as they are", () => {
  const source = 'import { App } from "cdktf";\nimport { Aws } from "../aws";\n';
  expect(importFromBarrel(source, NAMESPACES)).toBe(source);
});

test("a folder that the barrel lacks is an error, not a project that compares something else", () => {
  const source = 'import { Vpc } from "@cdktf/provider-aws/lib/vpc";';
  expect(() => importFromBarrel(source, NAMESPACES)).toThrow("lib/vpc");
});
