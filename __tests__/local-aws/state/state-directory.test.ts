import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startOf } from "../../../local-aws/processes";
import { StateDirectory } from "../../../local-aws/state";

const VERSIONS = { ministack: "1.5.33", moto: "5.2.5" };
const NOW = new Date("2026-01-01T00:00:00Z");

describe("the folder of a state", () => {
  let parent: string;
  let folder: string;
  const opened: StateDirectory[] = [];
  beforeEach(() => {
    parent = mkdtempSync(join(tmpdir(), "state-"));
    folder = join(parent, "made", "for it");
  });
  afterEach(() => {
    opened.splice(0).forEach((state) => state.release());
    rmSync(parent, { recursive: true, force: true });
  });

  function open(versions = VERSIONS): StateDirectory {
    opened.push(StateDirectory.open(folder, versions));
    return opened.at(-1)!;
  }

  test("has its records and its authority when it is opened again, and is for its user alone", async () => {
    const first = open();
    first.store("one").set("key", { a: 1 });
    first.store("two").set("key", 2);
    const { rootCertificatePem } = await first.authority({ region: "us-east-1", now: NOW });
    first.release();
    const second = open();
    expect(second.id).toBe(first.id);
    expect(second.store("one").get("key")).toEqual({ a: 1 });
    expect(second.store("two").get("key")).toBe(2);
    expect((await second.authority({ region: "us-east-1", now: NOW })).rootCertificatePem).toBe(
      rootCertificatePem,
    );
    const modes = readdirSync(folder, { recursive: true }).map((name) => {
      const stat = statSync(join(folder, name as string));
      return stat.mode & 0o777 & ~(stat.isDirectory() ? 0o700 : 0o600);
    });
    expect(new Set(modes)).toEqual(new Set([0]));
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test("closes an empty folder that was open to others", () => {
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o755);
    open();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test("is one local AWS's at a time, until that one lets go or is killed", () => {
    const first = open();
    expect(() => open()).toThrow(
      `Another local AWS has its state in ${folder} (process ${process.pid}): stop it, or choose another folder.`,
    );
    first.release();
    open().release();

    const other = spawn("sleep", ["60"]);
    const holder = { pid: other.pid, startedAt: startOf(other.pid!) };
    writeFileSync(join(folder, "holder.json"), JSON.stringify(holder));
    expect(() => open()).toThrow(`process ${other.pid}`);
    other.kill("SIGKILL");
    // As after a reboot: the id is alive again, and somebody else's.
    writeFileSync(join(folder, "holder.json"), JSON.stringify({ ...holder, pid: process.pid }));
    open();
  });

  test("refuses a folder of something else, and writes nothing in it", () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "notes.txt"), "mine");
    expect(() => open()).toThrow(/to be empty or to hold the state of a local AWS.*notes\.txt/);
    expect(readdirSync(folder)).toEqual(["notes.txt"]);
  });

  test.each([
    ["is no JSON", "{", "Expected JSON in"],
    ["is another program's", "[]", "none of a local AWS's state"],
  ])("refuses a folder whose local-aws.json %s", (_case, content, message) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "local-aws.json"), content);
    expect(() => open()).toThrow(message);
    expect(readdirSync(folder)).toEqual(["local-aws.json"]);
  });

  test.each([
    ["newer", { ...VERSIONS, ministack: "1.6.0" }, "ministack 1.6.0, and this local AWS has 1.5.33"],
    ["older", { ...VERSIONS, moto: "5.2.4" }, "moto 5.2.4, and this local AWS has 5.2.5"],
  ])(
    "refuses what a %s version of an emulator wrote, and leaves it as it was",
    (_case, versions, message) => {
      open(versions).release();
      const before = readFileSync(join(folder, "local-aws.json"), "utf8");
      expect(() => open()).toThrow(message);
      expect(readFileSync(join(folder, "local-aws.json"), "utf8")).toBe(before);
      open(versions);
    },
  );

  test("refuses another format", () => {
    open().release();
    const file = join(folder, "local-aws.json");
    writeFileSync(file, readFileSync(file, "utf8").replace('"format": 1', '"format": 2'));
    expect(() => open()).toThrow("has format 2, and this local AWS reads 1");
  });

  test("refuses an authority whose key is another's, rather than making a new one", async () => {
    await open().authority({ region: "us-east-1", now: NOW });
    opened.pop()!.release();
    const file = join(folder, "signing-authority.json");
    const kept = readFileSync(file, "utf8");
    rmSync(file);
    await open().authority({ region: "us-east-1", now: NOW });
    const other = JSON.parse(readFileSync(file, "utf8")) as object;
    writeFileSync(
      file,
      JSON.stringify({
        ...(JSON.parse(kept) as object),
        issuingKey: (other as { issuingKey: string }).issuingKey,
      }),
    );
    await expect(opened.at(-1)!.authority({ region: "us-east-1", now: NOW })).rejects.toThrow(
      "authority's key",
    );
  });

  test("is emptied on disk, too, for good: what was given out before leads nowhere", () => {
    const state = open();
    const before = state.store<number>("records");
    before.set("old", 1);
    state.empty();
    before.set("late", 2);
    expect([...state.store("records").values()]).toEqual([]);
    before.set("later", 3);
    state.store("records").set("new", 4);
    state.release();
    expect([...open().store("records").values()]).toEqual([4]);
  });

  test("is left alone by what still runs of a local AWS that let go of it", () => {
    const before = open();
    before.store<number>("records").set("old", 1);
    before.release();
    const next = open();
    before.store<number>("records").set("late", 2);
    before.store<number>("others").set("late", 2);
    expect(before.store("records").get("old")).toBe(1);
    next.release();
    const again = open();
    expect([...again.store("records").values()]).toEqual([1]);
    expect(readdirSync(join(folder, "records"))).toEqual(["records.jsonl"]);
  });
});
