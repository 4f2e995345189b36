// Started by the bench: packs a folder for one stack, by ours or by cdktf's own way, and synthesizes it.
//   node run.mjs bench/pack-and-synth.ts ours|archive <folder> <folder to work in>
// Prints the path of the ZIP that lies in the stack.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { App, AssetType, TerraformAsset, TerraformStack, type TerraformAssetConfig } from "cdktf";
import { packageDirectory } from "../packaging";

async function main(way: string, folder: string, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const app = new App({ outdir: join(directory, "cdktf.out") });
  const stack = new TerraformStack(app, "stack");
  const asset = new TerraformAsset(stack, "package", await assetOf(way, folder, directory));
  app.synth();
  process.stdout.write(join(app.outdir, "stacks", "stack", asset.path));
}

async function assetOf(way: string, folder: string, directory: string): Promise<TerraformAssetConfig> {
  if (way === "archive") return { path: folder, type: AssetType.ARCHIVE };
  const { path, sha256 } = await packageDirectory({
    directory: folder,
    outputDirectory: join(directory, "packages"),
  });
  return { path, type: AssetType.FILE, assetHash: sha256 };
}

const [way = "", folder = "", directory = ""] = process.argv.slice(2);
main(way, folder, directory).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
