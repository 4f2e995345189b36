import { mkdir, rm } from "node:fs/promises";
import { constants, cpus, totalmem } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkRequirements, type InstalledTools, workspace } from "../toolchain";
import { auditOfAFleet } from "./audit-of-a-fleet";
import type { Bench, Row } from "./bench";
import { commandLine } from "./command-line";
import { front } from "./front";
import { Meter } from "./measure";
import { npmPackage } from "./npm-package";
import { packaging } from "./packaging";
import { planOfModules } from "./plan-of-modules";
import { rehearsal } from "./rehearsal";
import { signAndVerify } from "./sign-and-verify";
import { signingJobs } from "./signing-jobs";
import { synthAgainstTemplate } from "./synth-against-template";
import { synthOfManyFunctions } from "./synth-of-many-functions";
import { formatTable } from "./table";

const PARTS = {
  "synth-against-template": synthAgainstTemplate,
  "synth-of-many-functions": synthOfManyFunctions,
  packaging,
  "command-line": commandLine,
  "audit-of-a-fleet": auditOfAFleet,
  "npm-package": npmPackage,
  "plan-of-modules": planOfModules,
  "sign-and-verify": signAndVerify,
  "signing-jobs": signingJobs,
  front,
  rehearsal,
};
type Part = keyof typeof PARTS;

const HELP = `Usage: npm run bench -- [options]

Measures the project beside what one would use instead, both in the same run by turns, and prints one table: medians of
three runs. It takes several minutes, and its figures mean something only on a machine that does nothing else.

  --only PART       measure this part alone; may be given several times. Parts: ${Object.keys(PARTS).join(", ")}
  --skip-rehearsal  leave out the part that runs the whole \`npm start\`
  --help            show this

It ends with 0 when every target is met, with 1 when one is missed or something failed.
`;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: "string", multiple: true, default: [] },
      "skip-rehearsal": { type: "boolean", default: false },
      help: { type: "boolean" },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const parts = chosenParts(values.only, values["skip-rehearsal"]);

  const interrupt = new AbortController();
  process.once("SIGINT", () => interrupt.abort()).once("SIGTERM", () => interrupt.abort());
  const tools = await checkRequirements();
  const { root, directory: local } = workspace();
  const directory = join(local, "bench");
  const rows: Row[] = [];
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  try {
    const bench: Bench = {
      root,
      directory,
      meter: new Meter(tools.python.command, interrupt.signal),
      signal: interrupt.signal,
      progress: (text) => process.stderr.write(`${text}\n`),
    };
    for (const part of parts) {
      rows.push(...(await PARTS[part](bench)));
    }
    if (values["skip-rehearsal"]) rows.push({ what: "npm start", ours: "left out (--skip-rehearsal)" });
    return rows.some(({ target }) => target?.met === false) ? 1 : 0;
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    process.stderr.write("Interrupted.\n");
    return 128 + constants.signals.SIGINT;
  } finally {
    // What was measured until something failed is shown, too.
    if (rows.length > 0) process.stdout.write(`${formatTable(rows)}\n\n${machine(tools)}\n`);
    await rm(directory, { recursive: true, force: true });
  }
}

function chosenParts(only: readonly string[], skipRehearsal: boolean): Part[] {
  const all = Object.keys(PARTS) as Part[];
  const unknown = only.filter((name) => !(all as string[]).includes(name));
  if (unknown.length > 0) {
    throw new Error(`--only: expected one of ${all.join(", ")}, got: ${unknown.join(", ")}`);
  }
  return all.filter(
    (part) => (only.length === 0 || only.includes(part)) && !(part === "rehearsal" && skipRehearsal),
  );
}

function machine({ node, terraform }: InstalledTools): string {
  const memory = `${(totalmem() / 1e9).toFixed(0)} GB`;
  return `Medians. ${cpus().length} cores, ${memory} of memory, Node ${node.version}, Terraform ${terraform.version}.`;
}

main()
  .then((code) => process.exit(code))
  .catch((error: unknown) => {
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
