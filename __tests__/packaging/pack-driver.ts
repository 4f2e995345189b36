// What packInChild runs: `pack-driver.ts function|directory <source> <output>` prints the ZIP's path.
import { packageDirectory, packageFunction } from "../../packaging";

const [what, source, outputDirectory] = process.argv.slice(2) as [string, string, string];
const packing =
  what === "function"
    ? packageFunction({ sourceDirectory: source, outputDirectory, name: "packed" })
    : packageDirectory({ directory: source, outputDirectory, name: "packed" });
packing.then(
  ({ path }) => process.stdout.write(path),
  (error: Error) => {
    process.stderr.write(error.message);
    process.exitCode = 1;
  },
);
