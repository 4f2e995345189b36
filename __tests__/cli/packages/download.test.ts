import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { download } from "../../../cli/packages/download";

const BODY = randomBytes(3_000_000);

let folder: string;
let server: Server;
let url: string;
/** What becomes of each request in turn; then the body. */
let answers: ((response: ServerResponse) => void)[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "cli-test-"));
  server = createServer((_, response) => {
    const answer = answers.shift();
    if (answer) answer(response);
    else response.end(BODY);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/package`;
});
beforeEach(() => (answers = []));
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const status = (code: number) => (response: ServerResponse) => void response.writeHead(code).end("no");
const cutOff = (response: ServerResponse) => {
  response.writeHead(200, { "content-length": BODY.length });
  response.write(BODY.subarray(0, 1000), () => response.destroy());
};

test("writes what came for its owner alone, with its hash as Lambda writes it", async () => {
  const path = join(folder, "whole.zip");
  const seen: number[] = [];
  const downloaded = await download(url, path, (count) => seen.push(count));
  expect(downloaded).toEqual({
    sizeInBytes: BODY.length,
    sha256: createHash("sha256").update(BODY).digest("base64"),
  });
  expect(readFileSync(path).equals(BODY)).toBe(true);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(seen.reduce((sum, count) => sum + count)).toBe(BODY.length);
});

test("tries again after a fault of the server, and after a connection that was cut", async () => {
  answers = [status(503), cutOff];
  const path = join(folder, "again.zip");
  expect(await download(url, path)).toMatchObject({ sizeInBytes: BODY.length });
  expect(readFileSync(path).equals(BODY)).toBe(true);
});

test("gives up with a sentence", async () => {
  answers = [status(403)];
  await expect(download(url, join(folder, "no.zip"))).rejects.toMatchObject({
    outcome: "access-denied",
    message: expect.stringMatching(/HTTP 403/) as string,
  });
  answers = [cutOff, cutOff, cutOff, cutOff];
  await expect(download(url, join(folder, "no.zip"))).rejects.toMatchObject({ outcome: "incomplete" });
});
