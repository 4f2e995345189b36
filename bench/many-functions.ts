// Started by the bench for each number of functions: synthesizes that many signed functions and ends.
//   node run.mjs bench/many-functions.ts <count> <folder to work in>
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack } from "cdktf";
import { CodeSigning } from "../modules/code-signing";
import { EncryptionKey } from "../modules/encryption-key";
import { SignedFunction } from "../modules/signed-function";
import { SigningJob } from "../modules/signing-job";
import { packageDirectory } from "../packaging";
import { CheckedApp } from "../stacks/checked-app";

async function main(count: number, directory: string): Promise<void> {
  const source = join(directory, "function");
  await mkdir(source, { recursive: true });
  await writeFile(join(source, "index.js"), "exports.handler = async () => 'ok';\n");
  // One package for all of them: packaging is measured elsewhere.
  const functionPackage = await packageDirectory({
    directory: source,
    outputDirectory: join(directory, "packages"),
  });

  const app = new CheckedApp({ outdir: join(directory, "cdktf.out") });
  const stack = new TerraformStack(app, "many-functions");
  new AwsProvider(stack, "aws", { region: "us-east-1" });
  const { profile, config, bucket } = new CodeSigning(stack, "code-signing", { name: "bench" });
  const encryptionKey = new EncryptionKey(stack, "key", {
    alias: "bench-functions",
    description: "Shared by all functions",
  });
  for (let index = 0; index < count; index++) {
    const { artifact } = new SigningJob(stack, `job-${index}`, {
      package: functionPackage,
      profile,
      bucket,
      unsignedKey: `unsigned/function-${index}.zip`,
      signedPrefix: `signed/function-${index}/`,
    });
    new SignedFunction(stack, `function-${index}`, {
      functionName: `function-${index}`,
      artifact,
      codeSigningConfig: config,
      encryptionKey,
    });
  }
  app.synth();
}

const [count, directory] = process.argv.slice(2);
main(Number(count), directory ?? "").catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
