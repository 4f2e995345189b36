// Writes what of docs/ is made of the command: `npm run build:cli-docs`.
import { readFile, writeFile } from "node:fs/promises";
import { format } from "prettier";
import { trustPolicyJsonSchema } from "../../cli/trust/policy-file";
import { exitCodeTable } from "./exit-code-table";

const REFERENCE = "docs/cli.md";
const SCHEMA = "docs/trust-policy.schema.json";
const TABLE = /(<!-- exit codes -->\n)[^]*?(<!-- end of exit codes -->)/;

async function main(): Promise<void> {
  const reference = await readFile(REFERENCE, "utf8");
  if (!TABLE.test(reference))
    throw new Error(`Expected ${REFERENCE} to have the place of the exit codes, got none.`);
  await writeFile(
    REFERENCE,
    reference.replace(TABLE, (_, before: string, after: string) => `${before}\n${exitCodeTable()}\n${after}`),
  );
  const schema = JSON.stringify(trustPolicyJsonSchema());
  await writeFile(SCHEMA, await format(schema, { parser: "json", printWidth: 110 }));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
