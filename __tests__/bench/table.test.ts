import { formatTable } from "../../bench/table";

test("figures stand below each other, and a missed target can't be overlooked", () => {
  const table = formatTable([
    { what: "synth", ours: "3.00 s", peer: "15.0 s", ratio: 5, target: { text: "≥ 4", met: true } },
    { what: "  memory", ours: "600 MB", target: { text: "< 500 MB", met: false } },
    { what: "npm start", ours: "left out" },
  ]);
  expect(table.split("\n")).toEqual([
    "               ours    peer  ratio  target",
    "synth        3.00 s  15.0 s    5.0  ≥ 4       met",
    "  memory     600 MB                 < 500 MB  MISSED",
    "npm start  left out",
  ]);
});
