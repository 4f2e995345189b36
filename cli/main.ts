import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { EXIT_CODES } from "./exit-codes";
import { processIo } from "./io";
import { runProgram } from "./program";

/** The version of the package that this file, or else the program that was called, lies in. */
function version(): string {
  for (const folder of [__dirname, dirname(process.argv[1] ?? "")]) {
    for (const manifest of [join(folder, "..", "package.json"), join(folder, "..", "..", "package.json")]) {
      try {
        const { name, version } = JSON.parse(readFileSync(manifest, "utf8")) as Record<string, string>;
        if (name === "signed-lambda" && version) return version;
      } catch {
        // It is elsewhere.
      }
    }
  }
  return "unknown";
}

const EXIT_OF_SIGNAL = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

function main(): void {
  // Whoever reads has had enough, such as `head`. Not fine: the verdict may not have been read.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(EXIT_CODES.internal.code);
      throw error;
    });
  }
  // Ends by `exit`, at which temporary files are taken away.
  for (const [signal, code] of Object.entries(EXIT_OF_SIGNAL)) process.once(signal, () => process.exit(code));

  // Should it end before there is a verdict, that is no pass.
  process.exitCode = EXIT_CODES.internal.code;
  runProgram(process.argv.slice(2), processIo(), version()).then(
    (code) => (process.exitCode = code),
    (error: unknown) => {
      process.stderr.write(`Error: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = EXIT_CODES.internal.code;
    },
  );
}

main();
