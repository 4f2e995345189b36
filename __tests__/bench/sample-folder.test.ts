import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { changeTimes, makeSampleFolder } from "../../bench/sample-folder";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "bench-sample-"));
});
afterEach(() => rm(directory, { recursive: true }));

async function contents(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      files.sort().map(async (file) => [file.slice(folder.length), await readFile(file)] as const),
    ),
  );
}

const hash = (files: Map<string, Buffer>): string => {
  const sum = createHash("sha256");
  for (const [name, content] of files) sum.update(`${name}\n`).update(content);
  return sum.digest("hex");
};

test("a sample is the same at every call, as large as asked for, and compresses like installed packages", async () => {
  const [first, second] = [join(directory, "first"), join(directory, "second")];
  await makeSampleFolder(first, 3_000_000);
  await makeSampleFolder(second, 3_000_000);

  const files = await contents(first);
  expect(hash(files)).toBe(hash(await contents(second)));
  const sizes = [...files.values()].map(({ length }) => length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(3_000_000);
  expect(files.size).toBeGreaterThan(300);

  const packed = [...files.values()].reduce((sum, content) => sum + deflateRawSync(content).length, 0);
  expect(3_000_000 / packed).toBeGreaterThan(3);
  expect(3_000_000 / packed).toBeLessThan(5);
});

test("changeTimes gives every file the new time and leaves the contents", async () => {
  await makeSampleFolder(directory, 50_000);
  const before = hash(await contents(directory));
  const time = new Date(Date.UTC(2021, 0, 1));
  await changeTimes(directory, time);

  const files = await contents(directory);
  for (const name of files.keys()) expect((await stat(join(directory, name))).mtime).toEqual(time);
  expect(hash(files)).toBe(before);
});
