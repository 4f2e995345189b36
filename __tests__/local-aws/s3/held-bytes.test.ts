import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { holdBytes } from "../../../local-aws/s3/held-bytes";
import { readAll } from "../../../signature";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "held-bytes-"))));
afterEach(() => rmSync(folder, { recursive: true }));

async function* inPieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 100_000) {
    yield await Promise.resolve(bytes.subarray(at, at + 100_000));
  }
}

test.each([
  ["few", 1_000, 1_000],
  ["many", 9_000_000, 9_000_000],
  ["few of unknown number", 1_000, undefined],
  ["none of unknown number", 0, undefined],
])(
  "holds %s bytes, to be read in any order, and leaves nothing in the folder",
  async (_, length, announced) => {
    const bytes = randomBytes(length);
    const { source, ...held } = await holdBytes(inPieces(bytes), announced, folder);
    // A file that still had its name would outlive a process that is killed.
    expect(readdirSync(folder)).toEqual([]);
    expect(source.size).toBe(length);
    expect((await readAll(source)).equals(bytes)).toBe(true);
    expect(await source.read(length >> 1, 100)).toEqual(bytes.subarray(length >> 1, (length >> 1) + 100));
    await held.release();
  },
);

test("fails as the stream fails, and lets go of the file", async () => {
  const failing = async function* () {
    yield* inPieces(randomBytes(5_000_000));
    throw new Error("the emulator went away");
  };
  await expect(holdBytes(failing(), undefined, folder)).rejects.toThrow("the emulator went away");
  expect(readdirSync(folder)).toEqual([]);
});
