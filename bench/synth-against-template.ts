import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { RUNS, type Bench, type Row } from "./bench";
import { byTurns, medianOf } from "./measure";
import { makeStockProject } from "./stock-template";
import { megabytes, seconds } from "./table";

const LEAST_CPU_RATIO = 4;
const LEAST_MEMORY_RATIO = 3;

/**
 * `cdktf synth` of the local environment against the same stacks in the way of cdktf's own template.
 * @throws Error when the two don't make the same stacks: the comparison would mean nothing
 */
export async function synthAgainstTemplate({ root, directory, meter, progress }: Bench): Promise<Row[]> {
  const stockProject = join(directory, "stock");
  await makeStockProject(root, stockProject);
  const outputs = { ours: join(directory, "synth-ours"), peer: join(directory, "synth-peer") };
  const synth = (project: string, output: string) => () => {
    progress(`cdktf synth, ${project === root ? "ours" : "the template's way"}`);
    return meter.measure({
      command: join(root, "node_modules", ".bin", "cdktf"),
      args: ["synth", "--output", output],
      cwd: project,
      variables: {
        ENVIRONMENT: "local",
        LAMBDA_SOURCES: join(root, "lambda-src"),
        SIGNED_LAMBDA_WORKSPACE: directory,
        AWS_ENDPOINT_URL: undefined,
        // Neither a display that redraws itself nor a question to the maker for a newer version is part of a synth.
        CI: "true",
        CHECKPOINT_DISABLE: "1",
      },
    });
  };

  const { ours, peer } = await byTurns(RUNS, {
    ours: synth(root, outputs.ours),
    peer: synth(stockProject, outputs.peer),
  });
  await expectSameStacks(outputs.ours, outputs.peer);

  const cpu = { ours: medianOf(ours, "cpuSeconds"), peer: medianOf(peer, "cpuSeconds") };
  const wall = { ours: medianOf(ours, "wallSeconds"), peer: medianOf(peer, "wallSeconds") };
  const memory = { ours: medianOf(ours, "peakMegabytes"), peer: medianOf(peer, "peakMegabytes") };
  return [
    {
      what: "cdktf synth against ts-node and barrel: CPU",
      ours: seconds(cpu.ours),
      peer: seconds(cpu.peer),
      ratio: cpu.peer / cpu.ours,
      target: { text: `≥ ${LEAST_CPU_RATIO}`, met: cpu.peer / cpu.ours >= LEAST_CPU_RATIO },
    },
    {
      what: "  largest process",
      ours: megabytes(memory.ours),
      peer: megabytes(memory.peer),
      ratio: memory.peer / memory.ours,
      target: { text: `> ${LEAST_MEMORY_RATIO}`, met: memory.peer / memory.ours > LEAST_MEMORY_RATIO },
    },
    { what: "  wall", ours: seconds(wall.ours), peer: seconds(wall.peer), ratio: wall.peer / wall.ours },
  ];
}

/** Both must have written the same stacks, apart from cdktf's notes on where each construct was made. */
async function expectSameStacks(ours: string, peer: string): Promise<void> {
  const [ourStacks, peerStacks] = await Promise.all([stacksIn(ours), stacksIn(peer)]);
  if (!isDeepStrictEqual(ourStacks, peerStacks)) {
    throw new Error(
      "Expected the template's way to make the same stacks as ours, and it does not: " +
        "compare what `cdktf synth` writes in both before you trust any figure.",
    );
  }
}

async function stacksIn(output: string): Promise<Record<string, unknown>> {
  const names = (await readdir(join(output, "stacks"))).sort();
  const stacks = names.map(async (name) => {
    const text = await readFile(join(output, "stacks", name, "cdk.tf.json"), "utf8");
    return [name, withoutMetadata(JSON.parse(text))] as const;
  });
  return Object.fromEntries(await Promise.all(stacks));
}

function withoutMetadata(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMetadata);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "//")
      .map(([key, inner]) => [key, withoutMetadata(inner)]),
  );
}
