import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import * as yazl from "yazl";
import { RUNS, type Bench, type Row } from "./bench";
import { byTurns, medianOf } from "./measure";
import { megabytes, seconds } from "./table";

const BLOCK_BYTES = 1_000_000;
/** Lambda's limit of 250 MB, unpacked. */
const BLOCKS = 262;
const MOST_TIMES_SHA384SUM = 2;
const MOST_MEGABYTES = 150;
const MOST_TIMES_NODE = 2;
/** One takes less than a tenth of a second: more of them, for the same certainty. */
const HELP_RUNS = 15;

/** The command as it is installed: its help against Node alone, `verify` of a file against hashing what is in it. */
export async function commandLine({ root, directory, meter, progress }: Bench): Promise<Row[]> {
  const folder = join(directory, "command-line");
  await mkdir(folder, { recursive: true });
  progress("compiling the command");
  const dist = join(folder, "dist");
  const tsc = join(root, "node_modules", ".bin", "tsc");
  await meter.measure({ command: tsc, args: ["-p", "tsconfig.build.json", "--outDir", dist], cwd: root });
  const main = join(dist, "cli", "main.js");
  const node = (...args: readonly string[]) => meter.measure({ command: process.execPath, args });

  progress("signed-lambda --help");
  const help = await byTurns(HELP_RUNS, { ours: () => node(main, "--help"), peer: () => node("-e", "0") });

  progress("making a package of 250 MB");
  const [packed, unpacked, policy] = ["package.zip", "unpacked.bin", "policy.json"].map((name) =>
    join(folder, name),
  );
  await makePackage(packed!, unpacked!);
  // It is unsigned, and all of it is read before that is said: as a fine result, so that the run counts as one.
  await writeFile(policy!, JSON.stringify({ version: 1, level: "audit" }));
  progress("signed-lambda verify of it, against sha384sum");
  const verify = await byTurns(RUNS, {
    ours: () => node(main, "verify", packed!, "--policy", policy!),
    peer: () => meter.measure({ command: "sha384sum", args: [unpacked!] }),
  });

  const wall = (measured: typeof help) => ({
    ours: medianOf(measured.ours, "wallSeconds"),
    peer: medianOf(measured.peer, "wallSeconds"),
  });
  const [ofHelp, ofVerify] = [wall(help), wall(verify)];
  const peak = medianOf(verify.ours, "peakMegabytes");
  return [
    {
      what: "signed-lambda --help against node -e 0: wall",
      ours: seconds(ofHelp.ours),
      peer: seconds(ofHelp.peer),
      ratio: ofHelp.peer / ofHelp.ours,
      target: {
        text: `≤ ${MOST_TIMES_NODE} times`,
        met: ofHelp.ours <= ofHelp.peer * MOST_TIMES_NODE,
      },
    },
    {
      what: "signed-lambda verify of a 250 MB file against sha384sum: wall",
      ours: seconds(ofVerify.ours),
      peer: seconds(ofVerify.peer),
      ratio: ofVerify.peer / ofVerify.ours,
      target: {
        text: `≤ ${MOST_TIMES_SHA384SUM} times`,
        met: ofVerify.ours <= ofVerify.peer * MOST_TIMES_SHA384SUM,
      },
    },
    {
      what: "  its memory at the peak",
      ours: megabytes(peak),
      target: { text: `< ${MOST_MEGABYTES} MB`, met: peak < MOST_MEGABYTES },
    },
  ];
}

/** A ZIP of text-like files, and the same bytes unpacked in one file. */
async function makePackage(packed: string, unpacked: string): Promise<void> {
  const zip = new yazl.ZipFile();
  const blocks = Array.from({ length: BLOCKS }, (_, index) => block(index));
  blocks.forEach((content, index) => zip.addBuffer(content, `${index}.js`, { compressionLevel: 6 }));
  zip.end();
  await finished(zip.outputStream.pipe(createWriteStream(packed)));
  await finished(Readable.from(blocks).pipe(createWriteStream(unpacked)));
}

/** Compresses about as well as code does. */
function block(seed: number): Buffer {
  let state = seed + 1;
  const words = Array.from({ length: BLOCK_BYTES / 10 }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return `word${state % 5_000} = `.padEnd(10).slice(0, 10);
  });
  return Buffer.from(words.join(""));
}
