// Shows that the local AWS does as AWS Signer and Lambda code signing do: node run.mjs conformance/main.ts
import { spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { constants } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { installEmulators } from "../local-aws/emulators";
import { installPythonPackages } from "../local-aws/emulators/install";
import { checkRequirements, terraformEnvironment, workspace } from "../toolchain";
import { NOT_SHOWN } from "./not-shown";
import type { Program, Row } from "./row";
import { ROWS } from "./rows";
import { allPassed, lastLine, type Result, runRows } from "./run-rows";
import { type Stage, startStage } from "./stage";
import { markdownTables, textOfNotShown, textTable, withTables } from "./table";

const PAGE = join("docs", "local-aws.md");

const HELP = `Usage: npm run conformance -- [options]

Holds the local AWS against what is known of AWS Signer and Lambda code signing, row by row, with clients that nobody
of this project wrote. It takes about three minutes.

  --only TEXT  only the rows whose id has this in it
  --markdown   write the list of rows into ${PAGE}, and run nothing
  --help       show this

It ends with 0 when something passed and nothing failed.
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { only: { type: "string" }, markdown: { type: "boolean" }, help: { type: "boolean" } },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (values.markdown) {
    await writeFile(PAGE, withTables(await readFile(PAGE, "utf8"), markdownTables(ROWS, NOT_SHOWN)));
    say(`${PAGE} has ${ROWS.length} rows, and ${NOT_SHOWN.length} that are not shown.`);
    return 0;
  }
  const rows = ROWS.filter(({ id }) => id.includes(values.only ?? ""));
  if (rows.length === 0) throw new Error(`--only: no row's id has "${values.only}" in it.`);
  const interrupt = new AbortController();
  let exitCode = 1;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      exitCode = 128 + constants.signals[signal];
      interrupt.abort(new Error("Interrupted."));
    });
  }
  try {
    const results = await run(rows, interrupt.signal);
    process.stdout.write(`${textTable(results)}\n\n`);
    if (!values.only) process.stdout.write(`${textOfNotShown(NOT_SHOWN)}\n\n`);
    process.stdout.write(`${lastLine(results)}\n`);
    return allPassed(results) ? 0 : 1;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return exitCode;
  }
}

async function run(rows: readonly Row[], signal: AbortSignal): Promise<Result[]> {
  await checkRequirements();
  const place = workspace();
  await installEmulators({ workspace: place.directory, onProgress: say, signal });
  const awscli = join(place.directory, "awscli");
  await installPythonPackages({
    what: "the AWS CLI",
    folder: awscli,
    requirements: resolve("conformance", "requirements.txt"),
    onProgress: say,
    signal,
  });
  const terraform = await terraformEnvironment(place, { terminal: false, onProgress: say, signal });
  const stages = new Map<string, Promise<Stage>>();
  const stageOf = (name: string): Promise<Stage> => {
    const stage =
      stages.get(name) ??
      startStage({ workspace: place, aws: join(awscli, "bin", "aws"), terraform, signal });
    stages.set(name, stage);
    return stage;
  };
  try {
    return await runRows(rows, {
      stageOf: (lane) => stageOf(lane === "own" ? "own" : "shared"),
      has: (program) => hasProgram(program),
      onResult: ({ row, outcome, seconds }, done, all) =>
        say(
          `${done}/${all} ${outcome.is} ${row.id} (${seconds.toFixed(1)} s)${outcome.is === "passed" ? "" : `: ${outcome.why}`}`,
        ),
      signal,
    });
  } finally {
    for (const stage of await Promise.allSettled(stages.values())) {
      if (stage.status === "fulfilled") await stage.value.stop();
    }
  }
}

const hasProgram = (program: Program): boolean =>
  spawnSync(program, ["version"], { timeout: 10_000 }).status === 0;

function say(message: string): void {
  process.stderr.write(`${message}\n`);
}

main()
  .then((code) => process.exit(code))
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(2);
  });
