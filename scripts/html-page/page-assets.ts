import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { format } from "prettier";

const PAGE = join("cli", "audit", "html", "page");

/**
 * The source of cli/audit/html/page-assets.ts: the page's script and style sheet as text. It is checked in, so that the
 * page is made alike from the sources, from a bundle of them and from what tsc compiles, none of which carries files
 * that aren't modules.
 */
export async function pageAssets(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(PAGE, "main.ts")],
    bundle: true,
    format: "iife",
    target: "es2022",
    platform: "browser",
    legalComments: "none",
    write: false,
    logLevel: "error",
  });
  const script = outputFiles[0]!.text;
  const style = await readFile(join(PAGE, "style.css"), "utf8");
  const source = `// Made of page/ by \`npm run build:html-page\`. A line is a line there, so that a change can be read.

export const SCRIPT = ${lines(script)};

export const STYLE = ${lines(style)};
`;
  return format(source, { parser: "typescript", printWidth: 110 });
}

const lines = (text: string): string => `${JSON.stringify(text.split("\n"))}.join("\\n")`;
