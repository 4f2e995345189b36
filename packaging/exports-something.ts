import { build } from "esbuild";

/**
 * Whether an ES module exports anything, or may: where it passes on all that another file exports, that counts.
 *
 * A pass of its own over the one file, because esbuild lists the exports of ES modules only, and a bundle for Lambda is
 * none.
 */
export async function exportsSomething(directory: string, entry: string): Promise<boolean> {
  const { metafile, outputFiles } = await build({
    absWorkingDir: directory,
    entryPoints: [entry],
    outfile: "entry.mjs",
    write: false,
    format: "esm",
    metafile: true,
    logLevel: "silent",
  });
  const [output] = Object.values(metafile.outputs);
  return output!.exports.length > 0 || /^export \* from /m.test(outputFiles[0]!.text);
}
