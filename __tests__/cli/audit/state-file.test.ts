import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AuditState, type AuditScope } from "../../../cli/audit/state-file";

const SCOPE: AuditScope = { regions: ["eu-west-1"], endpoint: null, identity: null, versions: false };
const NOW = new Date("2026-10-06T10:00:00Z");
const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "audit-state-"));
  path = join(folder, "state.jsonl");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("what was read is there again: pages in their order, facts, and when it began", () => {
  const first = AuditState.open(path, SCOPE, NOW);
  first.addPage("functions", { items: [1, 2], next: "a" });
  first.addPage("functions", { items: [3], next: null });
  first.addFact("job x", { revoked: null });
  // No close: a process that is killed does none.

  const second = AuditState.open(path, SCOPE, later(5));
  expect([first.isResumed, second.isResumed]).toEqual([false, true]);
  expect(second.startedAt).toEqual(NOW);
  expect(second.pages("functions")).toEqual([
    { items: [1, 2], next: "a" },
    { items: [3], next: null },
  ]);
  expect(second.fact("job x")).toEqual({ revoked: null });
  second.restart("functions");
  expect(AuditState.open(path, SCOPE, NOW).pages("functions")).toEqual([]);
});

test("a line that was torn is not there, and spoils none after it", () => {
  AuditState.open(path, SCOPE, NOW).addFact("a", 1);
  appendFileSync(path, `{"fact":"b","val`);
  const second = AuditState.open(path, SCOPE, NOW);
  expect([second.fact("a"), second.fact("b")]).toEqual([1, undefined]);
  second.addFact("c", 3);
  expect(AuditState.open(path, SCOPE, NOW).fact("c")).toBe(3);
});

test("only its user can read it, also where it was there before", () => {
  AuditState.open(path, SCOPE, NOW).close(false);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  writeFileSync(join(folder, "open"), readFileSync(path), { mode: 0o644 });
  AuditState.open(join(folder, "open"), SCOPE, NOW).close(false);
  expect(statSync(join(folder, "open")).mode & 0o777).toBe(0o600);
});

test("another file is refused, and left as it is", () => {
  writeFileSync(path, "dear diary\n");
  expect(() => AuditState.open(path, SCOPE, NOW)).toThrow(/got something else\. It is left as it is/);
  expect(readFileSync(path, "utf8")).toBe("dear diary\n");
});

test("so is the state of another audit", () => {
  AuditState.open(path, SCOPE, NOW).close(false);
  const other = { ...SCOPE, regions: ["us-east-1"], versions: true };
  expect(() => AuditState.open(path, other, NOW)).toThrow(
    /of an audit of us-east-1 with published versions .* got one of eu-west-1/,
  );
});

describe("without a name", () => {
  const open = (now: Date) => AuditState.openDefault(SCOPE, { XDG_STATE_HOME: folder }, now);

  test("the same audit finds it within an hour, another one doesn't, and it goes when all is read", () => {
    open(NOW).addFact("a", 1);
    expect(open(later(59)).fact("a")).toBe(1);
    const other = { ...SCOPE, regions: ["us-east-1"] };
    expect(AuditState.openDefault(other, { XDG_STATE_HOME: folder }, NOW).fact("a")).toBeUndefined();
    const last = open(later(59));
    last.close(true);
    expect(existsSync(last.path!)).toBe(false);
  });

  test("after an hour it begins anew", () => {
    open(NOW).addFact("a", 1);
    expect(open(later(61)).fact("a")).toBeUndefined();
  });

  test("while another process has it, and where no folder can be made, it is kept in memory alone", () => {
    const state = open(NOW);
    const [header = ""] = readFileSync(state.path!, "utf8").split("\n");
    // The parent of a test runs for sure.
    writeFileSync(state.path!, `${header.replace(/"process":\d+/, `"process":${process.ppid}`)}\n`);
    expect(open(NOW).path).toBeUndefined();
    writeFileSync(path, "");
    expect(AuditState.openDefault(SCOPE, { XDG_STATE_HOME: path }, NOW).path).toBeUndefined();
  });
});
