import { X509Certificate } from "node:crypto";
import type { ResourceTiming, Workspace } from "../toolchain";
import { runAttacks } from "./attacks/run-attacks";
import { awsClients } from "./aws-clients";
import { submitClaims } from "./claims";
import { changeCode } from "./code-change";
import { deployedFrom } from "./deployed";
import { leftovers } from "./leftovers";
import type { LocalAwsProcess } from "./local-aws-process";
import type { Report } from "./report";
import { checkProfileHealth } from "./signing-profile-health";
import { Stacks } from "./stacks";
import type { Steps } from "./steps";
import { inTemporaryFolder } from "./temporary-folder";
import { expectSignedAndEnforced, verifyFunctions } from "./verify-function";

export interface MainJobOptions {
  readonly workspace: Workspace;
  /** Folder of the synthesized stacks, relative to the project. */
  readonly output: string;
  /** Leaves the deployment as it is at the end. */
  readonly keep: boolean;
  readonly report: Report;
  readonly steps: Steps;
  readonly localAws: LocalAwsProcess;
  /** Of terraform and cdktf. */
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/** Everything between the start of the local AWS and its end, step by step; each fails unless all is as it should. */
export async function mainJob(options: MainJobOptions): Promise<void> {
  const { steps, report, localAws, workspace, environment, signal } = options;
  const onResource = (timing: ResourceTiming): void =>
    void report.resources.push({ step: steps.current, ...timing });
  const stacks = new Stacks({ ...options, onResource });
  const clients = awsClients(localAws.endpoint, localAws.region);
  const trustedRoot = new X509Certificate(localAws.rootCertificate).raw;

  await steps.run("synth", "Synthesizing the stacks with cdktf", async () => {
    await stacks.forgetEarlierRuns();
    await stacks.synth();
  });
  let presentBefore: string[] = [];
  const deployed = await steps.run("apply", "Applying them with terraform", async (onProgress) => {
    presentBefore = await leftovers(clients);
    await stacks.apply(onProgress);
    return deployedFrom(await stacks.outputs());
  });
  const functions = [deployed.submitClaimName, deployed.healthName];

  await steps.run("verify", "Verifying what was deployed", async () => {
    report.functions.push(...(await verifyFunctions(clients, functions, trustedRoot)));
    expectSignedAndEnforced(report.functions);
  });

  await steps.run("invoke", "Invoking the functions", async () => {
    await submitClaims(clients.lambda, deployed.submitClaimAliasArn);
    await checkProfileHealth(clients, deployed);
  });

  await steps.run("attacks", "Attacking it", (onProgress) =>
    inTemporaryFolder(workspace.directory, "attacks", (directory) =>
      runAttacks({
        clients,
        deployed,
        localAws,
        environment,
        directory,
        report,
        signal,
        onProgress,
        onResource,
      }),
    ),
  );

  await steps.run("second-plan", "Planning again", async (onProgress) => {
    report.secondPlan = await stacks.planText(onProgress);
    if (report.secondPlan !== "no changes") throw new Error(`Expected no changes, got: ${report.secondPlan}`);
  });

  await steps.run("code-change", "Changing one line of submit-claim", async (onProgress) => {
    report.codeChange = await changeCode({ stacks, clients, deployed, root: workspace.root, onProgress });
    expectSignedAndEnforced(await verifyFunctions(clients, functions, trustedRoot));
  });

  if (options.keep) {
    await steps.run("change-back", "Changing the line back", async (onProgress) => {
      await stacks.synth();
      await stacks.apply(onProgress);
    });
    return;
  }

  await steps.run("destroy", "Destroying everything", async (onProgress) => {
    await stacks.destroy(onProgress);
    const present = await leftovers(clients);
    report.remaining = present.filter((resource) => !presentBefore.includes(resource));
    if (report.remaining.length > 0) {
      throw new Error(`Expected nothing to remain, got: ${report.remaining.join(", ")}`);
    }
  });
}
