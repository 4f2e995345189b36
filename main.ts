import { join, relative, resolve } from "node:path";
import { environmentFrom, type Environment } from "./environments";
import { isLocalAws, runningLocalAws } from "./local-aws/address";
import { packageFunction } from "./packaging";
import { CheckedApp, CodeSigningStack, FunctionsStack, type LocalAwsAddress } from "./stacks";
import { workspace } from "./toolchain/workspace";

async function main(): Promise<void> {
  const environment = environmentFrom(process.env);
  const sources = process.env.LAMBDA_SOURCES || "lambda-src";
  const outputDirectory = workspace().packages;
  const [submitClaim, signingProfileHealth] = await Promise.all([
    packageFunction({ sourceDirectory: join(sources, "submit-claim"), outputDirectory }),
    packageFunction({ sourceDirectory: join(sources, "signing-profile-health"), outputDirectory }),
  ]);

  const app = new CheckedApp();
  const props = {
    environment,
    stateDirectory: stateDirectory(environment, app.outdir),
    localAws: environment.local ? await findLocalAws() : undefined,
  };
  const { codeSigning } = new CodeSigningStack(app, `code-signing-${environment.name}`, props);
  new FunctionsStack(app, `functions-${environment.name}`, {
    ...props,
    shared: environment.sharedValues === "variables" ? undefined : codeSigning,
    packages: { submitClaim, signingProfileHealth },
  });
  app.synth();
}

/** Relative to the folder in which cdktf runs a stack, so that the synthesized files are the same in every checkout. */
function stateDirectory(environment: Environment, outdir: string): string {
  const directory = environment.local ? workspace().state : resolve("state", environment.region);
  return relative(resolve(outdir, "stacks", "any"), directory);
}

/** The local AWS that AWS_ENDPOINT_URL names, or else the one of this project's workspace. */
async function findLocalAws(): Promise<LocalAwsAddress> {
  const named = process.env.AWS_ENDPOINT_URL;
  const start = "start it with `npm run local-aws` in another terminal.";
  if (named) {
    return (await isLocalAws(named))
      ? { endpoint: named }
      : {
          problem: `No local AWS answers at ${named}, which AWS_ENDPOINT_URL names: unset that, or ${start}`,
        };
  }
  const running = await runningLocalAws(workspace().directory);
  return running ? { endpoint: running.endpoint } : { problem: `The local AWS isn't running: ${start}` };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
