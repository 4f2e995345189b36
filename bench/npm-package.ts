import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { devDependencies, peerDependencies, version } from "../package.json";
import { RUNS, type Bench, type Row } from "./bench";
import { byTurns, medianOf, type Measurement } from "./measure";
import { seconds } from "./table";

const MOST_BYTES = 1_000_000;

/** Size of the npm package, and its installation with its peers against the peers alone, which every user of CDKTF has. */
export async function npmPackage({ root, directory, meter, progress }: Bench): Promise<Row[]> {
  const folder = join(directory, "npm-package");
  await mkdir(folder, { recursive: true });
  progress("packing the npm package");
  await meter.measure({ command: "npm", args: ["pack", "--pack-destination", folder], cwd: root });
  const tarball = join(folder, `signed-lambda-${version}.tgz`);
  const { size } = await stat(tarball);

  const peers = (Object.keys(peerDependencies) as (keyof typeof peerDependencies)[]).map(
    (name) => `${name}@${devDependencies[name]}`,
  );
  const install = (what: string, packages: readonly string[]) => async (): Promise<Measurement> => {
    progress(`npm install of ${what}`);
    const app = join(folder, "app");
    await rm(app, { recursive: true, force: true });
    await mkdir(app);
    await writeFile(join(app, "package.json"), JSON.stringify({ name: "app", private: true }));
    return meter.measure({ command: "npm", args: ["install", ...OPTIONS, ...packages], cwd: app });
  };
  // What npm has to download it downloads once, and not while a clock runs.
  await install("both, for npm's cache", [tarball, ...peers])();
  const { ours, peer } = await byTurns(RUNS, {
    ours: install("the package and its peers", [tarball, ...peers]),
    peer: install("the peers alone", peers),
  });

  const wall = { ours: medianOf(ours, "wallSeconds"), peer: medianOf(peer, "wallSeconds") };
  const cpu = { ours: medianOf(ours, "cpuSeconds"), peer: medianOf(peer, "cpuSeconds") };
  return [
    {
      what: "npm pack: size of the package",
      ours: `${(size / 1000).toFixed(0)} kB`,
      target: { text: `< ${MOST_BYTES / 1e6} MB`, met: size < MOST_BYTES },
    },
    {
      what: "npm install of it and its peers against the peers alone: wall",
      ours: seconds(wall.ours),
      peer: seconds(wall.peer),
      ratio: wall.peer / wall.ours,
    },
    { what: "  CPU", ours: seconds(cpu.ours), peer: seconds(cpu.peer), ratio: cpu.peer / cpu.ours },
  ];
}

const OPTIONS = ["--no-audit", "--no-fund", "--no-save", "--prefer-offline"];
