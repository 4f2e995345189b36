import { spawn } from "node:child_process";
import { once } from "node:events";
import { isAlive, startOf } from "../../local-aws/processes";
import { descendantsOf, eventually } from "./descendants";

describe("isAlive", () => {
  test("says yes of a process that runs and no of one that has ended", async () => {
    const child = spawn("sleep", ["30"]);
    expect(isAlive(child.pid!)).toBe(true);
    child.kill();
    await once(child, "close");
    expect(isAlive(child.pid!)).toBe(false);
  });

  test("says no of one that has ended and that its parent never waits for", async () => {
    // The shell becomes a sleep that knows nothing of the child it inherits.
    const parent = spawn("sh", ["-c", "sleep 0.2 & exec sleep 30"]);
    expect(await eventually(() => descendantsOf(parent.pid!).length === 1)).toBe(true);
    const [child] = descendantsOf(parent.pid!);
    expect(await eventually(() => !isAlive(child!))).toBe(true);
    expect(startOf(child!)).toBeUndefined();
    expect(isAlive(parent.pid!)).toBe(true);
    parent.kill();
    await once(parent, "close");
  });
});

test("startOf tells a process from its parent and knows none that has ended", async () => {
  const child = spawn("sleep", ["30"]);
  expect(startOf(child.pid!)).toMatch(/\S/);
  expect(startOf(child.pid!)).not.toBe(startOf(process.pid));
  child.kill();
  await once(child, "close");
  expect(startOf(child.pid!)).toBeUndefined();
});
