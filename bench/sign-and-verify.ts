import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { RUNS, type Bench, type Row } from "./bench";
import { byTurns, medianOf, type Measurement } from "./measure";
import { makeSampleFolder } from "./sample-folder";
import { megabytes, seconds } from "./table";

/** Just below Lambda's limit. */
const PACKAGE_BYTES = 250_000_000;
const LEAST_RATIO = 0.5;
const MOST_MEGABYTES = 200;

/**
 * Python's own zipfile, at zlib's default level: neither our packer nor any code that is measured.
 */
const PACK = `
import os, sys, zipfile
folder, target = sys.argv[1:]
with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
    for parent, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            path = os.path.join(parent, name)
            archive.write(path, os.path.relpath(path, folder))
`;

/** Signing and verifying a package against unpacking it and hashing what comes out: the work that can't be left out. */
export async function signAndVerify({ directory, meter, progress }: Bench): Promise<Row[]> {
  const folder = join(directory, "sign-and-verify");
  await mkdir(folder, { recursive: true });
  progress("making a package of 250 MB");
  await makeSampleFolder(join(folder, "sample"), PACKAGE_BYTES);
  const [unsigned, signed] = [join(folder, "package.zip"), join(folder, "signed.zip")];
  await meter.measure({ command: "python3", args: ["-c", PACK, join(folder, "sample"), unsigned] });

  const ours = (what: "sign" | "verify") => (): Promise<Measurement> => {
    progress(`${what} it`);
    return meter.measure({
      command: process.execPath,
      args: ["run.mjs", "bench/sign-or-verify.ts", what, unsigned, signed, join(folder, "authority.json")],
    });
  };
  const peer = (): Promise<Measurement> => {
    progress("unzip and openssl");
    return meter.measure({
      command: "sh",
      args: ["-c", 'unzip -p "$0" | openssl dgst -sha384', unsigned],
    });
  };
  const runs = await byTurns(RUNS, { sign: ours("sign"), verify: ours("verify"), peer });

  const { size } = await stat(unsigned);
  const row = (what: "sign" | "verify"): Row[] => {
    const [wall, peerWall] = [medianOf(runs[what], "wallSeconds"), medianOf(runs.peer, "wallSeconds")];
    const [cpu, peerCpu] = [medianOf(runs[what], "cpuSeconds"), medianOf(runs.peer, "cpuSeconds")];
    const memory = medianOf(runs[what], "peakMegabytes");
    return [
      {
        what: `${what} 250 MB (ZIP of ${megabytes(size / 1e6)}) against unzip -p | openssl dgst: wall`,
        ours: seconds(wall),
        peer: seconds(peerWall),
        ratio: peerWall / wall,
        target: { text: `≥ ${LEAST_RATIO}`, met: peerWall / wall >= LEAST_RATIO },
      },
      { what: "  CPU", ours: seconds(cpu), peer: seconds(peerCpu), ratio: peerCpu / cpu },
      {
        what: "  memory of the whole process",
        ours: megabytes(memory),
        target: { text: `< ${MOST_MEGABYTES} MB`, met: memory < MOST_MEGABYTES },
      },
    ];
  };
  return [...row("sign"), ...row("verify")];
}
