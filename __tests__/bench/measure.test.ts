import { byTurns, median, type Measurement, Meter } from "../../bench/measure";

// Children start slowly on a busy machine.
jest.setTimeout(60_000);

const meter = new Meter("python3", new AbortController().signal);
/** Node, that evaluates an expression. */
const node = (script: string) => ({ command: process.execPath, args: ["-e", script] });
const busy = (milliseconds: number): string =>
  `const end = process.cpuUsage().user + ${milliseconds * 1000}; while (process.cpuUsage().user < end);`;

describe("Meter", () => {
  test("counts the CPU time of a child's child, and no time that is slept", async () => {
    const grandchild = `require("child_process").execFileSync(process.execPath, ["-e", ${JSON.stringify(busy(600))}])`;
    const working = await meter.measure(node(grandchild));
    expect(working.cpuSeconds).toBeGreaterThan(0.6);

    const sleeping = await meter.measure(node("setTimeout(() => {}, 1500)"));
    expect(sleeping.wallSeconds).toBeGreaterThan(1.5);
    expect(sleeping.cpuSeconds).toBeLessThan(1);
  });

  test("tells the memory of the largest process, not of the last one", async () => {
    const large =
      'Buffer.alloc(300e6, 1); require("child_process").execFileSync(process.execPath, ["-e", "0"])';
    const { peakMegabytes } = await meter.measure(node(large));
    expect(peakMegabytes).toBeGreaterThan(300);
    expect(peakMegabytes).toBeLessThan(450);
  });

  test("hands over what the command prints, without the measurement", async () => {
    expect((await meter.measure(node('process.stdout.write("one\\ntwo")'))).stdout).toBe("one\ntwo");
  });

  test("runs a command where and with what it is told, and hides what npm adds", async () => {
    process.env.npm_config_local_prefix = "/somewhere";
    const { stdout } = await meter.measure({
      ...node("console.log(process.cwd(), process.env.ANSWER, process.env.npm_config_local_prefix)"),
      cwd: "/",
      variables: { ANSWER: "42" },
    });
    delete process.env.npm_config_local_prefix;
    expect(stdout).toBe("/ 42 undefined");
  });

  test("fails with a command that fails, and says what it printed", async () => {
    const failing = node('process.stderr.write("it is broken"); process.exit(3)');
    await expect(meter.measure(failing)).rejects.toThrow(/it is broken/);
  });
});

test("byTurns interleaves the contestants", async () => {
  const order: string[] = [];
  const contestant = (name: string) => () => {
    order.push(name);
    return Promise.resolve({ cpuSeconds: order.length } as Measurement);
  };
  const results = await byTurns(3, { ours: contestant("ours"), peer: contestant("peer") });
  expect(order).toEqual(["ours", "peer", "ours", "peer", "ours", "peer"]);
  expect(results.peer.map(({ cpuSeconds }) => cpuSeconds)).toEqual([2, 4, 6]);
});

test.each([
  [[3, 1, 2], 2],
  [[10, 1], 5.5],
  [[7], 7],
])("the median of %j is %d", (values, expected) => {
  expect(median(values)).toBe(expected);
});
