import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openAuditLog } from "../../../local-aws/audit";
import { json, type AwsRequest } from "../../../local-aws/http";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "audit-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const request: AwsRequest = {
  method: "GET",
  path: "/",
  query: new URLSearchParams(),
  headers: {},
  body: Buffer.alloc(0),
  service: "lambda",
  region: "us-east-1",
  callerArn: "arn:aws:iam::123456789012:root",
};
const answered = (name: string) => ({
  request,
  operation: { name, labels: {} },
  response: json(200, {}),
  at: new Date(),
});

test("one line a record, for its owner alone, and the next run goes on", async () => {
  const file = join(folder, "logs", "audit.jsonl");
  for (const name of ["CreateFunction", "DeleteFunction"]) {
    const log = openAuditLog(file);
    log.add(answered(name));
    expect(log.latest()).toHaveLength(1);
    await log.close();
  }
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as { eventName: string }).eventName)).toEqual([
    "CreateFunction20150331",
    "DeleteFunction20150331",
  ]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("invocations are data events, and are left out", async () => {
  const log = openAuditLog(join(folder, "audit.jsonl"));
  log.add(answered("Invoke"));
  expect(log.latest()).toEqual([]);
  await log.close();
});

test("a file that can't be written ends nothing", async () => {
  const stderr = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  const log = openAuditLog(folder);
  log.add(answered("CreateFunction"));
  await log.close();
  expect(log.latest()).toHaveLength(1);
  expect(stderr).toHaveBeenCalledWith(expect.stringContaining("audit log can't be written"));
  stderr.mockRestore();
});
