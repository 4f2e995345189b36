import { join } from "node:path";
import { RUNS, type Bench, type Row } from "./bench";
import { byTurns, medianOf, type Measurement } from "./measure";
import { megabytes, seconds } from "./table";

const MOST_MEGABYTES = 500;
/** What a function may cost more among 1000 than among 100 and still count as linear: the noise of the measuring. */
const TOLERANCE = 1.25;

const COUNTS = ["1", "10", "100", "1000"] as const;

/** Synth of 1 to 1000 signed functions that share profile, config, bucket and key, each in a process of its own. */
export async function synthOfManyFunctions({ directory, meter, progress }: Bench): Promise<Row[]> {
  const synth = (count: string) => (): Promise<Measurement> => {
    progress(`synth of ${count} signed functions`);
    const folder = join(directory, `functions-${count}`);
    return meter.measure({
      command: process.execPath,
      args: ["run.mjs", "bench/many-functions.ts", count, folder],
    });
  };
  const runs = await byTurns(RUNS, {
    "1": synth("1"),
    "10": synth("10"),
    "100": synth("100"),
    "1000": synth("1000"),
  });

  const cpu = (count: (typeof COUNTS)[number]): number => medianOf(runs[count], "cpuSeconds");
  const memory = (count: (typeof COUNTS)[number]): number => medianOf(runs[count], "peakMegabytes");
  // What one more function costs: what every process costs before its first function is left out.
  const oneOfHundred = (cpu("100") - cpu("1")) / 99;
  const oneOfThousand = (cpu("1000") - cpu("100")) / 900;
  return [
    ...COUNTS.map((count) => ({
      what: `synth of ${count} signed function${count === "1" ? "" : "s"}: CPU, memory`,
      ours: `${seconds(cpu(count))}, ${megabytes(memory(count))}`,
      target:
        count === "1000"
          ? { text: `< ${MOST_MEGABYTES} MB`, met: memory(count) < MOST_MEGABYTES }
          : undefined,
    })),
    {
      what: "  one more function: among 100, among 1000",
      ours: `${milliseconds(oneOfHundred)}, ${milliseconds(oneOfThousand)}`,
      target: {
        text: `no more than linear (× ${TOLERANCE})`,
        met: oneOfThousand <= oneOfHundred * TOLERANCE,
      },
    },
  ];
}

const milliseconds = (value: number): string => `${(value * 1000).toFixed(1)} ms`;
