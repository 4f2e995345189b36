// Writes what the audit's page has inlined, of cli/audit/html/page/: `npm run build:html-page`. With --check it writes
// nothing, and ends with 1 when what stands there differs.
import { readFile, writeFile } from "node:fs/promises";
import { pageAssets } from "./page-assets";

const TARGET = "cli/audit/html/page-assets.ts";

async function main(): Promise<void> {
  const made = await pageAssets();
  if (!process.argv.includes("--check")) return writeFile(TARGET, made);
  if ((await readFile(TARGET, "utf8")) !== made) {
    throw new Error(`${TARGET} differs from what page/ makes; \`npm run build:html-page\` writes it anew.`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
