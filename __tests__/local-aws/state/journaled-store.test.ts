import type * as fileSystem from "node:fs";
import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { JournaledStore } from "../../../local-aws/state/journaled-store";

jest.mock("node:fs", () => {
  const fs = jest.requireActual<typeof fileSystem>("node:fs");
  return { ...fs, writeSync: jest.fn(fs.writeSync) };
});
const actual = jest.requireActual<typeof fileSystem>("node:fs");
const disk = writeSync as jest.MockedFunction<typeof writeSync>;

interface Record {
  readonly name: string;
  readonly more?: unknown;
}

describe("a journaled store", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "journal-"));
    file = join(folder, "records.jsonl");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const open = () => new JournaledStore<Record>(file);
  const lines = () => readFileSync(file, "utf8").split("\n").filter(Boolean);
  const names = (store: JournaledStore<Record>) => [...store.values()].map(({ name }) => name);

  test("has after another opening what was set, without a closing in between", () => {
    const store = open();
    store.set("a", { name: "first" });
    store.set("b", { name: "with a\nbreak, \u2028 and ünicode 😀", more: { deep: [1, null, "2"] } });
    store.set("a", { name: "first, changed" });
    store.set("c", { name: "to go" });
    expect([store.delete("c"), store.delete("c"), store.delete("never")]).toEqual([true, false, false]);
    const again = open();
    expect(again.get("a")).toEqual({ name: "first, changed" });
    expect(again.get("b")).toEqual({
      name: "with a\nbreak, \u2028 and ünicode 😀",
      more: { deep: [1, null, "2"] },
    });
    expect(again.get("c")).toBeUndefined();
    expect(again.delete("c")).toBe(false);
  });

  test("gives its records in the order in which their keys came, as a Map does, over any number of openings", () => {
    const expected = new Map<string, Record>();
    let store = open();
    for (const [at, key] of ["x", "y", "x", "z", "w", "y"].entries()) {
      for (const one of [store, expected]) one.set(key, { name: `${key}${at}` });
      if (at === 3) for (const one of [store, expected]) one.delete("x");
      store = open();
    }
    for (const one of [store, expected]) one.set("x", { name: "back" });
    expect(names(open())).toEqual([...expected.values()].map(({ name }) => name));
  });

  test("drops the line that a kill left half-written, and goes on after it", () => {
    open().set("a", { name: "whole" });
    appendFileSync(file, '["b",{"name":"ha');
    const store = open();
    expect(names(store)).toEqual(["whole"]);
    store.set("c", { name: "after" });
    expect(names(open())).toEqual(["whole", "after"]);
    expect(lines().map((line) => (JSON.parse(line) as [string])[0])).toEqual(["a", "c"]);
  });

  test("drops a last line that is whole but for its break: it may be the beginning of a longer one", () => {
    writeFileSync(file, '["a",{"name":"1"}]\n["a"]');
    expect(names(open())).toEqual(["1"]);
  });

  test("refuses a file with a broken line in its midst, and says which", () => {
    writeFileSync(file, '["a",{"name":"1"}]\n["b",{"na\n["c",{"name":"3"}]\n');
    expect(open).toThrow(`line 2 of ${file}`);
    expect(lines()).toHaveLength(3);
  });

  test("is compacted when it is opened, and not a byte larger for it", () => {
    const store = open();
    for (let at = 0; at < 1_000; at++) store.set("same", { name: `${at}` });
    store.set("gone", { name: "x" });
    store.delete("gone");
    expect(lines()).toHaveLength(1_002);
    open();
    expect(lines()).toEqual(['["same",{"name":"999"}]']);
    open();
    expect(lines()).toHaveLength(1);
  });

  test("keeps its file from everybody else, when it is compacted too", () => {
    open().set("a", { name: "1" });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    appendFileSync(file, "half");
    open();
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test("writes whole lines, whoever sets at the same time", async () => {
    const store = open();
    await Promise.all(
      Array.from({ length: 200 }, async (_, at) => {
        await new Promise((done) => setImmediate(done));
        store.set(`key ${at}`, { name: "n".repeat(at * 100) });
      }),
    );
    expect(names(open()).map(({ length }) => length)).toEqual(names(store).map(({ length }) => length));
    expect(names(open())).toHaveLength(200);
  });

  test("changes nothing that lasts once it is detached, and still serves who has it", () => {
    const store = open();
    store.set("a", { name: "before" });
    store.detach();
    store.set("b", { name: "after" });
    store.delete("a");
    expect(names(store)).toEqual(["after"]);
    expect(names(open())).toEqual(["before"]);
  });

  test("neither shows nor keeps half of what the disk had no room for", () => {
    const store = open();
    store.set("a", { name: "1" });
    const written = readFileSync(file);
    // A disk that takes five more bytes.
    let room = 5;
    disk.mockImplementation(((descriptor: number, data: Buffer, offset: number) => {
      if (room === 0) throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
      const taken = actual.writeSync(descriptor, data, offset, room);
      room -= taken;
      return taken;
    }) as typeof writeSync);
    try {
      expect(() => store.set("b", { name: "2" })).toThrow("no space left");
    } finally {
      disk.mockImplementation(actual.writeSync);
    }
    expect(store.get("b")).toBeUndefined();
    expect(readFileSync(file)).toEqual(written);
    store.set("c", { name: "3" });
    expect(names(open())).toEqual(["1", "3"]);
  });

  test("has every record that was set when its process was killed", async () => {
    const child = spawn(process.execPath, ["run.mjs", "__tests__/local-aws/state/setter.ts", file]);
    const closed = once(child, "close");
    let told = 0;
    await new Promise<void>((done) => {
      child.stdout.on("data", (chunk: Buffer) => {
        told += chunk.toString().split("\n").length - 1;
        if (told >= 500) done();
      });
    });
    child.kill("SIGKILL");
    await closed;
    // What was said to be kept must be there; one more may be.
    expect(names(open()).length).toBeGreaterThanOrEqual(told);
    expect(names(open())).toEqual(Array.from({ length: names(open()).length }, (_, at) => `record ${at}`));
  }, 30_000);
});
