import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { clientEnvironment } from "../local-aws/client-environment";
import { type LocalAwsProcess, startLocalAwsProcess } from "../rehearsal/local-aws-process";
import { workspace, type Workspace } from "../toolchain";
import { AwsCli } from "./clients/aws-cli";
import { Boto3 } from "./clients/boto3";
import { BotocoreModel } from "./clients/botocore-model";
import { Sdk } from "./clients/sdk";
import { Fixtures } from "./fixtures";

/** A local AWS and all the clients that rows show it with. */
export interface Stage {
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  /** PEM of the root that local signatures end at. */
  readonly rootCertificate: string;
  readonly boto3: Boto3;
  readonly sdk: Sdk;
  readonly cli: AwsCli;
  /** Made with boto3. */
  readonly fixtures: Fixtures;
  readonly models: { readonly signer: BotocoreModel; readonly lambda: BotocoreModel };
  /** Python that has boto3. */
  readonly python: string;
  /** What terraform and other programs are started with. */
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  setClockForward(milliseconds: number): Promise<void>;
  /** A new empty folder, which goes with the stage. */
  folder(name: string): Promise<string>;
  stop(): Promise<void>;
}

export interface StageOptions {
  readonly workspace: Workspace;
  /** Path of the AWS CLI. */
  readonly aws: string;
  /** What terraform needs to find its provider. */
  readonly terraform: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** Starts a local AWS of its own, in a folder of its own: what a person keeps running is left alone. */
export async function startStage({ workspace: place, aws, terraform, signal }: StageOptions): Promise<Stage> {
  await mkdir(join(place.directory, "tmp"), { recursive: true });
  const directory = await mkdtemp(join(place.directory, "tmp", "conformance-"));
  await symlink(place.python, join(directory, "python"));
  const own = workspace({ SIGNED_LAMBDA_WORKSPACE: directory });
  let localAws: LocalAwsProcess | undefined;
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    localAws = await startLocalAwsProcess(own, signal);
    const { endpoint, region, rootCertificate } = localAws;
    const environment = {
      ...withoutAws(process.env),
      ...terraform,
      ...clientEnvironment(localAws),
      // Whatever the user has set up for AWS is of no use here.
      AWS_CONFIG_FILE: join(directory, "none"),
      AWS_SHARED_CREDENTIALS_FILE: join(directory, "none"),
    };
    const python = join(place.python, "bin", "python");
    const boto3 = Boto3.start(python, endpoint, region);
    const sdk = new Sdk(endpoint, region);
    const { accountId } = (await (await fetch(`${endpoint}/_local/health`)).json()) as { accountId: string };
    const running = localAws;
    let folders = 0;
    return {
      endpoint,
      region,
      accountId,
      rootCertificate,
      boto3,
      sdk,
      cli: new AwsCli(aws, environment, signal),
      fixtures: new Fixtures(boto3, boto3, { region, accountId }),
      models: {
        signer: BotocoreModel.read(place.python, "signer", "2017-08-25"),
        lambda: BotocoreModel.read(place.python, "lambda", "2015-03-31"),
      },
      python,
      environment,
      signal,
      setClockForward: (milliseconds) => running.setClockForward(milliseconds),
      async folder(name) {
        const made = join(directory, "rows", `${++folders}-${name}`);
        await mkdir(made, { recursive: true });
        return made;
      },
      async stop() {
        sdk.stop();
        await boto3.stop();
        await running.stop();
        await remove();
      },
    };
  } catch (error) {
    await localAws?.stop();
    await remove();
    throw error;
  }
}

const withoutAws = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("AWS_")));
