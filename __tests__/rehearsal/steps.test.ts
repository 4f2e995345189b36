import type { StepResult } from "../../rehearsal/report";
import { StepFailedError, Steps } from "../../rehearsal/steps";
import { notedProgress } from "./noted-progress";

test("a step that succeeds gives its result, and is noted with the seconds it took", async () => {
  const results: StepResult[] = [];
  const progress = notedProgress();
  const steps = new Steps(progress, results);

  const result = await steps.run("apply", "Applying", async (detail) => {
    detail("aws_vpc.vpc: Creating...");
    await new Promise((resolve) => setTimeout(resolve, 300));
    return "what was applied";
  });

  expect(result).toBe("what was applied");
  expect(results).toEqual([{ name: "apply", seconds: expect.any(Number) as number, ok: true }]);
  expect(results[0]?.seconds).toBeGreaterThanOrEqual(0.3);
  expect(progress.shown).toEqual([
    "begin: Applying",
    "detail: aws_vpc.vpc: Creating...",
    expect.stringMatching(/^succeed: Applying \(\d+\.\d s\)$/),
  ]);
});

test("a step that fails is noted with its reason, and its error says which step and why", async () => {
  const results: StepResult[] = [];
  const progress = notedProgress();
  const steps = new Steps(progress, results);
  const cause = new Error("the bucket is gone");

  const error = await steps
    .run("destroy", "Destroying everything", () => Promise.reject(cause))
    .catch((reason: unknown) => reason);

  expect(error).toBeInstanceOf(StepFailedError);
  expect(error).toMatchObject({ message: "Destroying everything failed: the bucket is gone", cause });
  expect(results).toMatchObject([
    { name: "destroy", ok: false, error: "Destroying everything failed: the bucket is gone" },
  ]);
  expect(progress.shown.at(-1)).toMatch(/^fail: Destroying everything/);
});

test("the step that runs has a name, for what terraform does meanwhile", async () => {
  const steps = new Steps(notedProgress(), []);
  const seen: string[] = [];
  for (const name of ["apply", "destroy"]) {
    await steps.run(name, name, () => Promise.resolve(seen.push(steps.current)));
  }
  expect(seen).toEqual(["apply", "destroy"]);
});
