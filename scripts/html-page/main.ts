// Writes what the audit's page has inlined, of cli/audit/html/page/: `npm run build:html-page`.
import { writeFile } from "node:fs/promises";
import { pageAssets } from "./page-assets";

async function main(): Promise<void> {
  await writeFile("cli/audit/html/page-assets.ts", await pageAssets());
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
