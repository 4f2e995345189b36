import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { RUNS, type Bench, type Row } from "./bench";
import { byTurns, medianOf, type Measurement } from "./measure";
import { changeTimes, makeSampleFolder } from "./sample-folder";
import { megabytes, seconds } from "./table";

const FOLDER_BYTES = 50_000_000;
const LEAST_RATIO = 1.5;

/** Packaging of a 50 MB folder for a stack against cdktf's own `TerraformAsset` of type ARCHIVE. */
export async function packaging({ directory, meter, progress }: Bench): Promise<Row[]> {
  const folder = join(directory, "sample");
  progress("making a folder of 50 MB");
  await makeSampleFolder(folder, FOLDER_BYTES);

  const zips = { ours: [] as string[], archive: [] as string[] };
  const pack = (way: keyof typeof zips) => async (): Promise<Measurement> => {
    const run = zips[way].length + 1;
    await changeTimes(folder, new Date(Date.UTC(2020 + run, 0, 1)));
    progress(`packaging it, ${way === "ours" ? "ours" : "TerraformAsset ARCHIVE"}`);
    const measurement = await meter.measure({
      command: process.execPath,
      args: ["run.mjs", "bench/pack-and-synth.ts", way, folder, join(directory, `packed-${way}-${run}`)],
    });
    zips[way].push(measurement.stdout);
    return measurement;
  };
  const { ours, archive } = await byTurns(RUNS, { ours: pack("ours"), archive: pack("archive") });

  const [oursDistinct, archiveDistinct] = [await distinct(zips.ours), await distinct(zips.archive)];
  const wall = { ours: medianOf(ours, "wallSeconds"), peer: medianOf(archive, "wallSeconds") };
  const cpu = { ours: medianOf(ours, "cpuSeconds"), peer: medianOf(archive, "cpuSeconds") };
  return [
    {
      what: "packaging 50 MB against TerraformAsset ARCHIVE: wall",
      ours: seconds(wall.ours),
      peer: seconds(wall.peer),
      ratio: wall.peer / wall.ours,
      target: { text: `≥ ${LEAST_RATIO}`, met: wall.peer / wall.ours >= LEAST_RATIO },
    },
    { what: "  CPU", ours: seconds(cpu.ours), peer: seconds(cpu.peer), ratio: cpu.peer / cpu.ours },
    {
      // TerraformAsset compresses at level 9, we at level 6: whoever is faster has to show what it costs.
      what: "  size of the ZIP",
      ours: megabytes(await sizeInMegabytes(zips.ours)),
      peer: megabytes(await sizeInMegabytes(zips.archive)),
    },
    {
      what: `  different ZIPs in ${RUNS} runs, other file times in each`,
      ours: String(oursDistinct),
      peer: String(archiveDistinct),
      target: { text: "1", met: oursDistinct === 1 },
    },
  ];
}

async function distinct(files: readonly string[]): Promise<number> {
  const hashes = files.map(async (file) =>
    createHash("sha256")
      .update(await readFile(file))
      .digest("hex"),
  );
  return new Set(await Promise.all(hashes)).size;
}

async function sizeInMegabytes([file = ""]: readonly string[]): Promise<number> {
  return (await stat(file)).size / 1e6;
}
