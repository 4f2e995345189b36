import { writeFile } from "node:fs/promises";
import { constants } from "node:os";
import { parseArgs } from "node:util";
import { workspace } from "../toolchain";
import { howToGoOn } from "./how-to-go-on";
import { createProgress } from "./progress";
import { rehearse } from "./rehearsal";
import { emptyReport } from "./report";
import { requireWritable } from "./report-file";
import { summarize } from "./summary";

const HELP = `Usage: npm start -- [options]

Signs, deploys, verifies, attacks and destroys the local environment on the local AWS. It needs no AWS account.

  --keep         leave the local AWS and the deployment running, and say how to use them
  --report FILE  write the summary as JSON, too
  --help         show this
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      keep: { type: "boolean", default: false },
      report: { type: "string" },
      help: { type: "boolean" },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }

  if (values.report) await requireWritable(values.report);

  const interrupt = new AbortController();
  let exitCode = 1;
  const onSignal = (signal: NodeJS.Signals): void => {
    exitCode = 128 + constants.signals[signal];
    process.stderr.write(`\n${signal}: stopping what was started. It takes a moment.\n`);
    interrupt.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, onSignal);
  // A terminal that was closed takes nothing any more, which must not keep us from clearing up.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

  const report = emptyReport();
  try {
    const kept = await rehearse({
      workspace: workspace(),
      output: process.env.CDKTF_OUTDIR || "cdktf.out",
      keep: values.keep,
      progress: await createProgress(),
      report,
      signal: interrupt.signal,
    });
    process.stdout.write(summarize(report, "All of it went as it should."));
    if (kept) process.stdout.write(howToGoOn(kept));
    return 0;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (report.steps.length > 0)
      process.stdout.write(summarize(report, "It did not go as it should: see below."));
    process.stderr.write(`\n${reason}\n`);
    return exitCode;
  } finally {
    if (values.report) await writeFile(values.report, `${JSON.stringify(report, undefined, 2)}\n`);
  }
}

main()
  .then((code) => process.exit(code))
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(2);
  });
