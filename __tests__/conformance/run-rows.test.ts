import type { Row } from "../../conformance/row";
import { allPassed, lastLine, type Result, runRows } from "../../conformance/run-rows";
import type { Stage } from "../../conformance/stage";

const stage = {} as Stage;
const row = (id: string, show: Row["show"], more: Partial<Row> = {}): Row => ({
  ...{
    id,
    service: "Signer",
    claim: "It is so.",
    grade: "documented",
    client: "boto3",
    lane: "shared",
    show,
  },
  ...more,
});
const passes = () => Promise.resolve();
const fails = () => Promise.reject(new Error("expected 1, got 2"));

function run(rows: readonly Row[], has = true): Promise<Result[]> {
  return runRows(rows, {
    stageOf: () => Promise.resolve(stage),
    has: () => has,
    onResult: () => undefined,
    signal: new AbortController().signal,
  });
}

test("each row has its outcome, in the order of the rows", async () => {
  const later = () => new Promise<void>((done) => setTimeout(done, 50));
  const results = await run([row("slow", later), row("bad", fails), row("good", passes)]);
  expect(results.map(({ row: { id }, outcome }) => [id, outcome.is])).toEqual([
    ["slow", "passed"],
    ["bad", "failed"],
    ["good", "passed"],
  ]);
  expect(results[1]!.outcome).toEqual({ is: "failed", why: "expected 1, got 2" });
  expect(lastLine(results)).toBe("2 passed, 1 failed");
  expect(allPassed(results)).toBe(false);
});

test("a row whose program is missing is not run, and says which", async () => {
  const results = await run([row("go", fails, { needs: "go" }), row("good", passes)], false);
  expect(results[0]!.outcome).toEqual({ is: "not run", why: "needs go" });
  expect(lastLine(results).split("\n")).toEqual(["1 not run: see above.", "1 passed, 0 failed"]);
  expect(allPassed(results)).toBe(true);
});

test("where nothing ran, nothing passed", async () => {
  expect(allPassed(await run([row("go", passes, { needs: "go" })], false))).toBe(false);
});

test("rows that change the whole local AWS never run at once", async () => {
  let running = 0;
  let most = 0;
  const show = async () => {
    most = Math.max(most, ++running);
    await new Promise((done) => setTimeout(done, 10));
    running -= 1;
  };
  await run(["a", "b", "c"].map((id) => row(id, show, { lane: "own" })));
  expect(most).toBe(1);
});

test("a local AWS that doesn't start ends the run", async () => {
  const starting = runRows([row("good", passes)], {
    stageOf: () => Promise.reject(new Error("The port is taken")),
    has: () => true,
    onResult: () => undefined,
    signal: new AbortController().signal,
  });
  await expect(starting).rejects.toThrow("The port is taken");
});
