// Writes what of docs/ is made of the command: `npm run build:cli-docs`.
import { readFile, writeFile } from "node:fs/promises";
import { format } from "prettier";
import { trustPolicyJsonSchema } from "../../cli/trust/policy-file";
import { exitCodeTable } from "./exit-code-table";
import { findingsTable } from "./findings-table";

const REFERENCE = "docs/cli.md";
const SCHEMA = "docs/trust-policy.schema.json";

async function main(): Promise<void> {
  let reference = await readFile(REFERENCE, "utf8");
  reference = withTable(reference, "exit codes", exitCodeTable());
  reference = withTable(reference, "findings", findingsTable());
  await writeFile(REFERENCE, reference);
  const schema = JSON.stringify(trustPolicyJsonSchema());
  await writeFile(SCHEMA, await format(schema, { parser: "json", printWidth: 110 }));
}

function withTable(reference: string, name: string, table: string): string {
  const place = new RegExp(`(<!-- ${name} -->\\n)[^]*?(<!-- end of ${name} -->)`);
  if (!place.test(reference)) {
    throw new Error(`Expected ${REFERENCE} to have the place of the ${name}, got none.`);
  }
  return reference.replace(place, (_, before: string, after: string) => `${before}\n${table}\n${after}`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
