import { Clock } from "../../../local-aws/clock";
import { failInterruptedJobs } from "../../../local-aws/state";
import { inMemorySignerState } from "../../../local-aws/signer";

test("jobs that were in progress have failed, with a reason; what had ended stays as it was", () => {
  const state = inMemorySignerState();
  const job = (id: string, status: "InProgress" | "Succeeded" | "Failed") =>
    ({ id, arn: id, status, createdAt: 1, ...(status === "InProgress" ? {} : { completedAt: 2 }) }) as never;
  for (const status of ["InProgress", "Succeeded", "Failed"] as const)
    state.jobs.set(status, job(status, status));
  const clock = new Clock();
  clock.setForward(86_400_000);
  failInterruptedJobs(state, clock);
  expect(state.jobs.get("InProgress")).toMatchObject({
    status: "Failed",
    statusReason: "The local AWS ended while the job was in progress. Start another one.",
  });
  // By its own clock, as all times of jobs.
  expect(state.jobs.get("InProgress")!.completedAt! - Date.now()).toBeGreaterThan(86_000_000);
  expect(state.jobs.get("Succeeded")).toEqual(job("Succeeded", "Succeeded"));
  expect(state.jobs.get("Failed")).toEqual(job("Failed", "Failed"));
});
