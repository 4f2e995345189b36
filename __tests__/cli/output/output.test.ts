import { formatCsv, formatTable } from "../../../cli/output/table";
import { formatTree } from "../../../cli/output/tree";
import { formatBytes, formatExpiry, parseWhen } from "../../../cli/output/units";

const NOW = new Date("2026-10-01T12:00:00Z");

test.each([
  ["0d", "2026-10-01T12:00:00.000Z"],
  ["90d", "2026-12-30T12:00:00.000Z"],
  ["2027-01-31", "2027-01-31T00:00:00.000Z"],
  ["2027-01-31T08:00Z", "2027-01-31T08:00:00.000Z"],
  ["2027-01-31T08:00:00+02:00", "2027-01-31T06:00:00.000Z"],
])("%s is %s", (text, time) => {
  expect(parseWhen(text, NOW)?.toISOString()).toBe(time);
});

// A time without a zone would mean another one on each machine.
test.each(["soon", "90", "-1d", "2027-13-01", "2027-01-31T08:00", "tomorrow", "1e3d"])(
  "%s is no time",
  (text) => {
    expect(parseWhen(text, NOW)).toBeUndefined();
  },
);

test("an expiry says how far it is", () => {
  expect(formatExpiry(new Date("2026-10-02T13:00:00Z"), NOW)).toBe("2026-10-02T13:00:00Z (in 1 day)");
  expect(formatExpiry(new Date("2026-09-01T12:00:00Z"), NOW)).toBe("2026-09-01T12:00:00Z (30 days ago)");
});

test("bytes are counted below a megabyte", () => {
  expect([formatBytes(1), formatBytes(1_048_575), formatBytes(262_144_000)]).toEqual([
    ...["1 byte", "1,048,575 bytes", "250.0 MB"],
  ]);
});

test("CSV quotes what needs it, and hands a spreadsheet no formula", () => {
  expect(
    formatCsv(
      ["A", "B"],
      [
        ["x,y", 'say "hi"'],
        ["=1+1", "a\nb"],
      ],
    ),
  ).toBe(`A,B\r\n"x,y","say ""hi"""\r\n'=1+1,"a\nb"\r\n`);
});

test("tables and trees show control characters instead of obeying them", () => {
  expect(formatTable(["NAME", "X"], [["a\u001b[2J", "1"]])).toEqual([
    "NAME        X",
    String.raw`a\u001b[2J  1`,
  ]);
  expect(
    formatTree({ label: "a", children: [{ label: "b\n", children: [{ label: "c" }] }, { label: "d" }] }),
  ).toEqual(["a", String.raw`├── b\u000a`, "│   └── c", "└── d"]);
});
