import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RUNS, type Bench, type Row } from "./bench";
import { compiledCommand } from "./compiled-command";
import { byTurns, medianOf, type Measurement } from "./measure";
import { makeSampleFolder } from "./sample-folder";
import { megabytes, seconds } from "./table";

/** Just below Lambda's limit, unpacked. */
const PACKAGE_BYTES = 250_000_000;
const LARGE_FILES = 10;
const MOST_TIMES_SHA384SUM = 2;
const MOST_MEGABYTES = 150;
const MOST_TIMES_NODE = 2;
/** One takes less than a tenth of a second: more of them, for the same certainty. */
const HELP_RUNS = 15;

/** Python's own zipfile: neither our packer nor any code that is measured. */
const PACK = `
import os, sys, zipfile
folder, compression, target, unpacked = sys.argv[1:]
method = zipfile.ZIP_DEFLATED if compression == "deflated" else zipfile.ZIP_STORED
with zipfile.ZipFile(target, "w", method) as archive, open(unpacked, "wb") as raw:
    for parent, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            path = os.path.join(parent, name)
            archive.write(path, os.path.relpath(path, folder))
            with open(path, "rb") as file:
                raw.write(file.read())
`;

/** The command as it is installed: its help against Node alone, `verify` of a file against hashing what is in it. */
export async function commandLine({ root, directory, meter, progress }: Bench): Promise<Row[]> {
  const folder = join(directory, "command-line");
  await mkdir(folder, { recursive: true });
  const main = await compiledCommand({ root, meter, progress }, folder);
  const node = (...args: readonly string[]) => meter.measure({ command: process.execPath, args });

  progress("signed-lambda --help");
  const help = await byTurns(HELP_RUNS, { ours: () => node(main, "--help"), peer: () => node("-e", "0") });

  const packages = await makePackages(folder, meter, progress);
  const policy = join(folder, "policy.json");
  // They are unsigned, and all of each is read before that is said: as a fine result, so that the run counts as one.
  await writeFile(policy, JSON.stringify({ version: 1, level: "audit" }));
  const rows: Row[] = [];
  for (const { what, zip, unpacked, most } of packages) {
    progress(`signed-lambda verify of ${what}, against sha384sum`);
    const measured = await byTurns(RUNS, {
      ours: () => node(main, "verify", zip, "--policy", policy),
      peer: () => meter.measure({ command: "sha384sum", args: [unpacked] }),
    });
    const { ours, peer } = walls(measured);
    const memory = medianOf(measured.ours, "peakMegabytes");
    rows.push(
      {
        what: `signed-lambda verify of ${what} against sha384sum: wall`,
        ours: seconds(ours),
        peer: seconds(peer),
        ratio: peer / ours,
        target: most === undefined ? undefined : { text: `≤ ${most} times`, met: ours <= peer * most },
      },
      {
        what: "  its memory at the peak",
        ours: megabytes(memory),
        target: { text: `< ${MOST_MEGABYTES} MB`, met: memory < MOST_MEGABYTES },
      },
    );
  }

  const { ours, peer } = walls(help);
  return [
    {
      what: "signed-lambda --help against node -e 0: wall",
      ours: seconds(ours),
      peer: seconds(peer),
      ratio: peer / ours,
      target: { text: `≤ ${MOST_TIMES_NODE} times`, met: ours <= peer * MOST_TIMES_NODE },
    },
    ...rows,
  ];
}

const walls = (measured: Record<"ours" | "peer", Measurement[]>) => ({
  ours: medianOf(measured.ours, "wallSeconds"),
  peer: medianOf(measured.peer, "wallSeconds"),
});

interface Package {
  readonly what: string;
  readonly zip: string;
  /** The bytes of all its files, one after the other. */
  readonly unpacked: string;
  /** How many times as long as hashing alone it may take. */
  readonly most: number | undefined;
}

/**
 * A few large files that don't compress, of which verifying is hashing; and the many small ones of a `node_modules`,
 * which are unpacked, too: a work that the peer is spared, so nothing is promised of it here.
 */
async function makePackages(
  folder: string,
  meter: Bench["meter"],
  progress: Bench["progress"],
): Promise<Package[]> {
  const pack = async (
    name: string,
    compression: "stored" | "deflated",
  ): Promise<[zip: string, raw: string]> => {
    progress(`packing ${name}`);
    const [zip, raw] = [join(folder, `${name}.zip`), join(folder, `${name}.bin`)];
    const args = ["-c", PACK, join(folder, name), compression, zip, raw];
    await meter.measure({ command: "python3", args });
    return [zip, raw];
  };
  await mkdir(join(folder, "large-files"));
  for (let index = 0; index < LARGE_FILES; index++) {
    await writeFile(join(folder, "large-files", `${index}.node`), randomBytes(PACKAGE_BYTES / LARGE_FILES));
  }
  await makeSampleFolder(join(folder, "small-files"), PACKAGE_BYTES);
  const large = await pack("large-files", "stored");
  const small = await pack("small-files", "deflated");
  return [
    { what: "250 MB in 10 files", zip: large[0], unpacked: large[1], most: MOST_TIMES_SHA384SUM },
    { what: "250 MB in small files, compressed,", zip: small[0], unpacked: small[1], most: undefined },
  ];
}
