import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Report } from "../rehearsal/report";
import { runCommand } from "../toolchain";
import type { Bench, Row } from "./bench";
import { providerWaits } from "./provider-waits";
import { seconds } from "./table";

const TIMEOUT_MS = 30 * 60_000;
/** Done once on a machine; the next rehearsal finds it done. */
const INSTALLATION = ["provider", "install"];

/** Wall time of the whole `npm start` by step, and how much of it the AWS provider sleeps. */
export async function rehearsal({ root, directory, signal, progress }: Bench): Promise<Row[]> {
  progress("npm start, the whole rehearsal");
  const file = join(directory, "rehearsal.json");
  await runCommand(process.execPath, ["run.mjs", "rehearsal/main.ts", "--report", file], {
    // A folder of its own, relative as cdktf's own is, so that what the user has synthesized stays.
    env: { ...process.env, CDKTF_OUTDIR: relative(root, join(directory, "rehearsal")) },
    timeoutMs: TIMEOUT_MS,
    signal,
    onLine: (line, stream) => stream === "stderr" && progress(line),
  });
  const report = JSON.parse(await readFile(file, "utf8")) as Report;

  const steps = report.steps.filter(({ name }) => !INSTALLATION.includes(name));
  const total = steps.reduce((sum, step) => sum + step.seconds, 0);
  const all = steps.map(({ name, seconds: stepSeconds }) => ({
    name,
    seconds: stepSeconds,
    waits: providerWaits(report.resources.filter(({ step }) => step === name)),
  }));
  const waited = all.reduce((sum, { waits }) => sum + waits.seconds, 0);
  return [
    { what: "npm start after installation: wall", ours: seconds(total) },
    { what: "  of it the AWS provider's own waits", ours: seconds(waited) },
    ...all.flatMap(({ name, seconds: stepSeconds, waits }) => [
      { what: `  ${name}`, ours: seconds(stepSeconds) },
      ...(waits.seconds === 0
        ? []
        : [{ what: "    of it the provider's own waits", ours: seconds(waits.seconds) }]),
      ...waits.longest.map((wait) => ({ what: `      longest ${wait.type}`, ours: seconds(wait.seconds) })),
    ]),
  ];
}
