import { mkdir } from "node:fs/promises";
import { installEmulators } from "../local-aws/emulators";
import { runningLocalAws } from "../local-aws/address";
import { deleteLocalState } from "../local-aws/local-state";
import { checkRequirements, terraformEnvironment, type Workspace } from "../toolchain";
import { withoutForeignSettings } from "./foreign-settings";
import { stopCommand, type Kept } from "./how-to-go-on";
import { startLocalAwsProcess } from "./local-aws-process";
import { mainJob } from "./main-job";
import type { Progress } from "./progress";
import type { Report } from "./report";
import { Steps } from "./steps";

export interface RehearsalOptions {
  readonly workspace: Workspace;
  /** Folder of the synthesized stacks, relative to the project. */
  readonly output: string;
  /** Leaves the local AWS and the deployment as they are at the end. */
  readonly keep: boolean;
  readonly progress: Progress;
  /** Filled as it goes, so that it tells of a rehearsal that failed, too. */
  readonly report: Report;
  /** Ends the rehearsal early; what was started is stopped all the same. */
  readonly signal: AbortSignal;
}

/**
 * The main job: from source to an enforced, signed deployment on the local AWS, what attackers would try, and back.
 * @throws StepFailedError at the first step that fails; nothing is left running then, `keep` or not
 * @throws MissingRequirementsError before the first step
 */
export async function rehearse(options: RehearsalOptions): Promise<Kept | undefined> {
  const { workspace, output, keep, report, signal } = options;
  const { python } = await checkRequirements();
  await refuseIfRunning(workspace);
  const steps = new Steps(options.progress, report.steps);

  const provider = await steps.run("provider", "Finding Terraform's AWS provider", (onProgress) =>
    terraformEnvironment(workspace, { signal, onProgress }),
  );
  await steps.run("install", "Installing the emulators of the local AWS", (onProgress) =>
    installEmulators({ workspace: workspace.directory, python: python.command, onProgress, signal }),
  );
  const localAws = await steps.run("start", "Starting the local AWS", () =>
    startLocalAwsProcess(workspace, signal),
  );

  let done = false;
  try {
    await mkdir(workspace.state, { recursive: true, mode: 0o700 });
    const environment = {
      ...withoutForeignSettings(process.env),
      ...provider,
      ENVIRONMENT: "local",
      AWS_ENDPOINT_URL: localAws.endpoint,
      SIGNED_LAMBDA_WORKSPACE: workspace.directory,
    };
    await mainJob({ ...options, steps, localAws, environment });
    if (keep) await localAws.outlive();
    done = true;
    return keep
      ? { workspace, endpoint: localAws.endpoint, region: localAws.region, output, environment }
      : undefined;
  } finally {
    if (!keep || !done) {
      await localAws.stop();
      deleteLocalState(workspace.state);
    }
  }
}

async function refuseIfRunning(workspace: Workspace): Promise<void> {
  const running = await runningLocalAws(workspace.directory);
  if (running) {
    throw new Error(
      `A local AWS runs already at ${running.endpoint} (process ${running.pid}). ` +
        `Stop it with \`${stopCommand(workspace)}\`, then start again.`,
    );
  }
}
