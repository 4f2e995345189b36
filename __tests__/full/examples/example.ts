import { cp, mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { clientEnvironment } from "../../../local-aws/client-environment";
import { packageDirectory } from "../../../packaging";
import { awsClients, type AwsClients } from "../../../rehearsal/aws-clients";
import { startLocalAwsProcess, type LocalAwsProcess } from "../../../rehearsal/local-aws-process";
import { Terraform, terraformEnvironment, workspace } from "../../../toolchain";
import { ownWorkspace } from "../../e2e/own-workspace";

/** A copy of an example, outside of the tree, beside a copy of the modules, with a local AWS of its own. */
export interface Example {
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly terraform: Terraform;
  readonly clients: AwsClients;
  readonly localAws: LocalAwsProcess;
  remove(): Promise<void>;
}

/** @param path below examples/ */
export async function startExample(path: string): Promise<Example> {
  const isSource = (from: string): boolean => !/\.terraform|terraform\.tfstate|\.zip$/.test(from);
  return startRoot(join("examples", path), (directory) =>
    cp(join("examples", path), directory, { recursive: true, filter: isSource }),
  );
}

/** @param path of the root module, in a tree that has terraform/ */
export async function startRoot(path: string, fill: (directory: string) => Promise<void>): Promise<Example> {
  const own = await ownWorkspace("example");
  const localAws = await startLocalAwsProcess(workspace(own.environment), new AbortController().signal);
  const tree = join(own.directory, "tree");
  const directory = join(tree, path);
  await cp("terraform", join(tree, "terraform"), { recursive: true });
  await mkdir(directory, { recursive: true });
  await fill(directory);
  await cp(join("examples", "local-aws_override.tf"), join(directory, "local-aws_override.tf"));
  const environment = {
    ...own.environment,
    ...(await terraformEnvironment(workspace(own.environment))),
    ...clientEnvironment(localAws),
  };
  return {
    directory,
    environment,
    terraform: new Terraform({ directory, environment }),
    clients: awsClients(localAws.endpoint, localAws.region),
    localAws,
    async remove() {
      await localAws.stop();
      own.remove();
    },
  };
}

/** Packs an example's `src` as its README says, and the same to the byte each time. */
export async function packSource(directory: string, name: string): Promise<string> {
  const { path } = await packageDirectory({
    directory: join(directory, "src"),
    outputDirectory: join(directory, "build"),
    name,
  });
  return resolve(path);
}
