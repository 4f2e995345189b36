// Runs a TypeScript entry of this project: `node run.mjs <entry.ts> [arguments]`. For stack traces in TypeScript:
// `node --enable-source-maps run.mjs …`; always on, it would make a synth a third slower, as cdktf takes one for every token.
// esbuild joins the project's own files in about 0.1 s and leaves every package outside: cdktf forks the file
// it is loaded from, so a bundle that contained it would fork itself without end.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = dirname(fileURLToPath(import.meta.url));
const entry = process.argv[2];
if (!entry) {
  console.error("Usage: node run.mjs <entry.ts> [arguments]");
  process.exit(2);
}

const result = await build({
  absWorkingDir: root,
  entryPoints: [entry],
  bundle: true,
  packages: "external",
  platform: "node",
  format: "cjs",
  target: "node20",
  sourcemap: "inline",
  // ESM-only packages are reached by import(), which must stay one.
  supported: { "dynamic-import": true },
  write: false,
  logLevel: "error",
});
const code = result.outputFiles[0].contents;

// Named by its content, so that two processes that start at once never read each other's half-written file.
const cache = join(root, "node_modules", ".cache", "signed-lambda");
const name = entry.replace(/[^A-Za-z0-9]+/g, "-");
const file = join(cache, `${name}-${createHash("sha256").update(code).digest("hex").slice(0, 16)}.cjs`);
if (!existsSync(file)) {
  mkdirSync(cache, { recursive: true });
  writeFileSync(`${file}.${process.pid}`, code);
  renameSync(`${file}.${process.pid}`, file);
}

// The AWS SDK announces at every start which Node its later versions will want; the lock file holds this one.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
process.argv.splice(1, 2, join(root, entry));
createRequire(import.meta.url)(file);
