import { setTimeout as sleep } from "node:timers/promises";
import { WorkLimit } from "../../local-aws/work-limit";

test("no more than so many run at once, all of them run, and in the order they came", async () => {
  const limit = new WorkLimit(3);
  const started: number[] = [];
  let running = 0;
  let most = 0;
  const work = (index: number) => async () => {
    started.push(index);
    most = Math.max(most, ++running);
    await sleep(index % 3);
    running--;
    return index;
  };
  const all = Array.from({ length: 50 }, (_, index) => index);
  expect(await Promise.all(all.map((index) => limit.run(work(index))))).toEqual(all);
  expect(most).toBe(3);
  expect(started).toEqual(all);
});

test("work that fails gives its place back", async () => {
  const limit = new WorkLimit(1);
  await expect(limit.run(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await limit.run(() => Promise.resolve("next"))).toBe("next");
});
