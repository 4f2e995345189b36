import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { packageDirectory } from "../../packaging";
import { packInChild } from "./pack-in-child";
import { testWith } from "../test-with";
import { readZip } from "./read-zip";
import { removeTemporaryFolders, temporaryFolder, writeFiles } from "./temporary-folder";

// Children are started and folders copied, on a machine that may be busy.
jest.setTimeout(60_000);
afterEach(removeTemporaryFolders);

const pack = (directory: string, outputDirectory = temporaryFolder()) =>
  packageDirectory({ directory, outputDirectory, name: "packed" });

const mode = (path: string) => statSync(path).mode & 0o777;

describe("the bytes", () => {
  const files = {
    "index.js": "exports.handler = async () => 'ok';\n",
    "bin/run me": "#!/bin/sh\n",
    "data/Überweisung.json": "{}",
    "z.txt": "last",
  };

  it("are the same for another path, order, mtime, umask and time zone", () => {
    const runs = [
      { timeZone: "UTC", umask: "022", date: new Date("2020-01-01T00:00:00Z") },
      { timeZone: "America/St_Johns", umask: "077", date: new Date("2025-07-15T12:34:57Z") },
      { timeZone: "Pacific/Kiritimati", umask: "000", date: new Date("1999-12-31T23:59:59Z") },
    ];
    const packed = runs.map(({ timeZone, umask, date }, run) => {
      const source = join(temporaryFolder(), "a".repeat(1 + 20 * run), "function");
      const order = Object.entries(files);
      writeFiles(source, Object.fromEntries(run === 1 ? order.reverse() : order));
      for (const name of Object.keys(files)) {
        chmodSync(join(source, name), (name.startsWith("bin/") ? 0o777 : 0o666) & ~parseInt(umask, 8));
        utimesSync(join(source, name), date, date);
      }
      return readFileSync(
        packInChild({ what: "directory", source, output: temporaryFolder(), timeZone, umask }),
      );
    });
    expect(packed[1]!.equals(packed[0]!)).toBe(true);
    expect(packed[2]!.equals(packed[0]!)).toBe(true);
  });

  it.each<[string, (folder: string) => void]>([
    ["a content", (folder) => writeFileSync(join(folder, "z.txt"), "LAST")],
    ["a name", (folder) => writeFiles(folder, { "y.txt": "" })],
    ["an executable bit", (folder) => chmodSync(join(folder, "z.txt"), 0o755)],
  ])("change with %s", async (_, change) => {
    const folder = temporaryFolder(files);
    const before = await pack(folder);
    change(folder);
    const after = await pack(folder);
    expect(after.sha256).not.toBe(before.sha256);
  });
});

describe("the ZIP", () => {
  testWith("unzip", "passes unzip -t", async () => {
    const { path } = await pack(temporaryFolder({ "a b": "one", "é/d": "two" }));
    expect(execFileSync("unzip", ["-t", path], { encoding: "utf8" })).toContain("No errors detected");
  });

  it("is what Python reads, in the order of the names' bytes", async () => {
    // By UTF-16 units the emoji would come before the full-width tilde; by bytes it comes after.
    const names = ["\u{1F600}", "～", "é", "e\u0301", "b/c", "b.c", "B", "a b"];
    const folder = temporaryFolder(Object.fromEntries(names.map((name) => [name, `content of ${name}`])));
    const { path } = await pack(folder);

    const entries = readZip(path);
    expect(entries.map(({ name }) => name)).toEqual([
      "B",
      "a b",
      "b.c",
      "b/c",
      "e\u0301",
      "é",
      "～",
      "\u{1F600}",
    ]);
    for (const { name, content, extraBytes, isUtf8 } of entries) {
      expect({ name, content: content.toString(), extraBytes, isUtf8 }).toEqual({
        name,
        content: `content of ${name}`,
        extraBytes: 0,
        isUtf8: true,
      });
    }
  });

  it("knows two modes and one time", async () => {
    const folder = temporaryFolder({ plain: "", run: "" });
    chmodSync(join(folder, "plain"), 0o604);
    chmodSync(join(folder, "run"), 0o711);
    const entries = readZip((await pack(folder)).path);
    expect(entries.map(({ name, mode, time }) => ({ name, mode, time }))).toEqual([
      { name: "plain", mode: 0o644, time: [1980, 2, 1, 12, 0, 0] },
      { name: "run", mode: 0o755, time: [1980, 2, 1, 12, 0, 0] },
    ]);
  });

  it("holds what links inside the folder lead to", async () => {
    const folder = temporaryFolder({ "lib/a.js": "A", "lib/b.js": "B" });
    symlinkSync("lib/a.js", join(folder, "a-link.js"));
    symlinkSync("lib", join(folder, "lib-link"));
    symlinkSync("lib-link", join(folder, "link-to-link"));
    // Begins like a way out, but isn't one.
    writeFiles(folder, { "..data": "D" });
    symlinkSync("..data", join(folder, "data-link"));
    const entries = readZip((await pack(folder)).path);
    expect(entries.map(({ name, content }) => `${name}=${content.toString()}`)).toEqual([
      "..data=D",
      "a-link.js=A",
      "data-link=D",
      "lib-link/a.js=A",
      "lib-link/b.js=B",
      "lib/a.js=A",
      "lib/b.js=B",
      "link-to-link/a.js=A",
      "link-to-link/b.js=B",
    ]);
  });

  it("holds no empty folder, which git would lose", async () => {
    const folder = temporaryFolder({ file: "" });
    mkdirSync(join(folder, "empty"));
    expect(readZip((await pack(folder)).path).map(({ name }) => name)).toEqual(["file"]);
  });
});

describe("the file", () => {
  it("is named by the SHA-256 of its bytes", async () => {
    const output = temporaryFolder();
    const packed = await packageDirectory({
      directory: temporaryFolder({ a: "a" }),
      outputDirectory: output,
      name: "f",
    });
    const bytes = readFileSync(packed.path);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    expect(packed).toEqual({
      name: "f",
      path: join(output, `f-${sha256}.zip`),
      sha256,
      sizeInBytes: bytes.length,
    });
  });

  it("is its owner's alone, in a folder that is", async () => {
    const output = join(temporaryFolder(), "new", "folder");
    const { path } = await pack(temporaryFolder({ a: "a" }), output);
    expect([mode(path), mode(output)]).toEqual([0o600, 0o700]);
    expect(readdirSync(output)).toHaveLength(1);
  });

  it("isn't written again when it is there", async () => {
    const folder = temporaryFolder({ a: "a" });
    const output = temporaryFolder();
    const first = statSync((await pack(folder, output)).path);
    const second = statSync((await pack(folder, output)).path);
    expect([second.ino, second.mtimeMs]).toEqual([first.ino, first.mtimeMs]);
    expect(readdirSync(output)).toHaveLength(1);
  });

  it("replaces a file that only bears the name: it would be signed", async () => {
    const folder = temporaryFolder({ a: "a" });
    const output = temporaryFolder();
    const { path } = await pack(folder, output);
    const genuine = readFileSync(path);
    writeFileSync(path, "planted");
    await pack(folder, output);
    expect(readFileSync(path).equals(genuine)).toBe(true);
  });

  it("is complete when several processes make it at once", async () => {
    const folder = temporaryFolder({ a: "a".repeat(100_000) });
    const output = temporaryFolder();
    const packed = await Promise.all(Array.from({ length: 8 }, () => pack(folder, output)));
    expect(new Set(packed.map(({ path }) => path)).size).toBe(1);
    expect(existsSync(packed[0]!.path)).toBe(true);
    expect(readdirSync(output)).toHaveLength(1);
  });
});
