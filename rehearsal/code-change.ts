import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { paginateListSigningJobs } from "@aws-sdk/client-signer";
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AwsClients } from "./aws-clients";
import { deployedFrom, type Deployed } from "./deployed";
import type { CodeChange } from "./report";
import type { Stacks } from "./stacks";

export interface ChangeCodeOptions {
  readonly stacks: Stacks;
  readonly clients: AwsClients;
  readonly deployed: Deployed;
  /** The project's folder. */
  readonly root: string;
  readonly onProgress: (text: string) => void;
}

/**
 * Changes one line of a copy of submit-claim, and applies the stacks with it.
 * @throws Error unless that makes one new signing job, updates the one function and nothing else, and the stacks'
 * outputs tell of the new job
 */
export async function changeCode({
  stacks,
  clients,
  deployed,
  root,
  onProgress,
}: ChangeCodeOptions): Promise<CodeChange> {
  const functions = [deployed.submitClaimName, deployed.healthName];
  // Inside the project, wherever the workspace is: the copy finds its packages by walking up.
  const sources = join(root, ".local", `changed-functions-${process.pid}`);
  try {
    await copyWithOneLineChanged("lambda-src", sources);
    const before = await codeState(clients, functions);
    await stacks.synth({ LAMBDA_SOURCES: sources });
    const reports = await stacks.apply(onProgress);
    const after = await codeState(clients, functions);

    const change: CodeChange = {
      newSigningJobs: after.signingJobs - before.signingJobs,
      functionsUpdated: functions.filter((name) => before.codeOf.get(name) !== after.codeOf.get(name)),
      others: reports
        .flatMap(({ plannedChanges }) => plannedChanges)
        .filter(({ action }) => action !== "read")
        .map(({ address }) => address)
        .filter((address) => !EXPECTED.test(address)),
    };
    if (
      change.newSigningJobs !== 1 ||
      change.functionsUpdated.join() !== deployed.submitClaimName ||
      change.others.length > 0
    ) {
      throw new Error(
        `Expected one new signing job, an update of ${deployed.submitClaimName} and nothing else, got: ${JSON.stringify(change)}`,
      );
    }
    const reported = deployedFrom(await stacks.outputs()).submitClaimSigningJobArn;
    if (reported !== after.signingJobOf.get(deployed.submitClaimName)) {
      throw new Error(`Expected the outputs to tell of the new signing job, got the old one: ${reported}`);
    }
    return change;
  } finally {
    await rm(sources, { recursive: true, force: true });
  }
}

/** What a change of submit-claim's code may touch: its object, its job and its pin, the function and its alias. */
const EXPECTED =
  /^(aws_(s3_object|signer_signing_job|lambda_function|lambda_alias)|terraform_data)\.submit-claim/;

/** What Lambda and Signer say of the deployed code. */
interface CodeState {
  readonly signingJobs: number;
  /** Hash of the deployed package, by function name. */
  readonly codeOf: ReadonlyMap<string, string>;
  readonly signingJobOf: ReadonlyMap<string, string>;
}

async function codeState({ lambda, signer }: AwsClients, functions: readonly string[]): Promise<CodeState> {
  let signingJobs = 0;
  for await (const page of paginateListSigningJobs({ client: signer }, {}))
    signingJobs += page.jobs?.length ?? 0;
  const configurations = await Promise.all(
    functions.map((name) => lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }))),
  );
  const byName = (value: (configuration: (typeof configurations)[number]) => string | undefined) =>
    new Map(functions.map((name, index) => [name, value(configurations[index]!) ?? ""]));
  return {
    signingJobs,
    codeOf: byName(({ CodeSha256 }) => CodeSha256),
    signingJobOf: byName(({ SigningJobArn }) => SigningJobArn),
  };
}

async function copyWithOneLineChanged(sources: string, target: string): Promise<void> {
  await cp(sources, target, { recursive: true });
  const file = join(target, "submit-claim", "index.ts");
  const before = await readFile(file, "utf8");
  const after = before.replace("status: answer.status,", 'status: answer.status, release: "second",');
  if (after === before)
    throw new Error(`Expected the line "status: answer.status," in ${file}, to change it`);
  await writeFile(file, after);
}
