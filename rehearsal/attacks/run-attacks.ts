import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import type { TerraformListeners } from "../../toolchain";
import type { AwsClients } from "../aws-clients";
import type { Deployed } from "../deployed";
import type { LocalAwsProcess } from "../local-aws-process";
import type { Rejection, Report } from "../report";
import { ATTACKS } from ".";
import type { Deployment } from "./attack";
import { PlainDeployments } from "./deploy";
import { expectRefusals, REFUSED } from "./expect-refusals";
import { DAYS_FORWARD } from "./expired";
import { MANUAL_UPDATE, manualUpdate } from "./manual-update";
import type { Refusal } from "./refusal";
import { Stage } from "./stage";
import { tampered } from "./tampered";
import { unsigned } from "./unsigned";

export interface RunAttacksOptions {
  readonly clients: AwsClients;
  readonly deployed: Deployed;
  readonly localAws: LocalAwsProcess;
  readonly environment: NodeJS.ProcessEnv;
  /** An empty folder, for the attackers' Terraform configuration and its state. */
  readonly directory: string;
  /** Takes what became of each attack. */
  readonly report: Report;
  readonly signal: AbortSignal;
  readonly onProgress: (text: string) => void;
  readonly onResource: TerraformListeners["onResource"];
}

/**
 * Tries every attack beside its control, and what Warn makes of two of them. Leaves nothing behind but objects.
 * @throws Error unless every attack is refused for its signature, and every control accepted
 */
export async function runAttacks(options: RunAttacksOptions): Promise<void> {
  const { clients, deployed, localAws, onProgress } = options;
  const stage = new Stage(clients, deployed);
  const deployments = new PlainDeployments({
    directory: options.directory,
    environment: options.environment,
    endpoint: localAws.endpoint,
    region: localAws.region,
    signal: options.signal,
    onResource: options.onResource,
  });

  const planned = new Map<string, Deployment>();
  for (const attack of ATTACKS) {
    onProgress(`preparing ${attack.title}`);
    const { attacked, control } = await attack.prepare(stage);
    planned.set(attack.name, attacked);
    planned.set(`${attack.name}-control`, control);
  }
  const warnConfig = await stage.createConfig("Warn", [deployed.profileVersionArn]);
  for (const { name } of [unsigned, tampered]) {
    planned.set(`warn-${name}`, { object: at(planned, name).object, codeSigningConfigArn: warnConfig });
  }

  onProgress(`setting the clock ${DAYS_FORWARD} days forward`);
  await localAws.setClockForward(DAYS_FORWARD * 24 * 60 * 60 * 1000);
  onProgress(`deploying ${planned.size} functions with Terraform`);
  const { Role = "" } = await clients.lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: deployed.submitClaimName }),
  );
  const outcomes = await deployments.apply(planned, Role);
  onProgress(MANUAL_UPDATE.title);
  const manual = await manualUpdate(
    clients.lambda,
    stage,
    deployed.submitClaimName,
    deployed.submitClaimObject,
  );

  onProgress("clearing up");
  await deployments.destroy();
  await stage.clear();

  const { report } = options;
  report.rejections.push(
    ...ATTACKS.map(({ name, title }) =>
      rejection(title, outcomes.get(name), outcomes.get(`${name}-control`)),
    ),
    rejection(MANUAL_UPDATE.title, manual.attacked, manual.control),
  );
  report.warn.push(
    { artifact: unsigned.title, outcome: accepted(outcomes.get("warn-unsigned")), expected: "accepted" },
    { artifact: tampered.title, outcome: accepted(outcomes.get("warn-tampered")), expected: REFUSED },
  );
  expectRefusals(report);
}

const accepted = (refusal: Refusal): string => (refusal ? refusal.error : "accepted");

const rejection = (attack: string, attacked: Refusal, control: Refusal): Rejection => ({
  attack,
  error: attacked?.error ?? "",
  message: attacked?.message ?? "",
  control: accepted(control),
});

function at<T>(map: ReadonlyMap<string, T>, key: string): T {
  const value = map.get(key);
  if (value === undefined) throw new Error(`Expected ${key} to be planned`);
  return value;
}
