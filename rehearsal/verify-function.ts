import {
  GetCodeSigningConfigCommand,
  GetFunctionCodeSigningConfigCommand,
  GetFunctionCommand,
} from "@aws-sdk/client-lambda";
import { DescribeSigningJobCommand, GetSigningProfileCommand } from "@aws-sdk/client-signer";
import { fromBuffer, verifyArchive } from "../signature";
import type { AwsClients } from "./aws-clients";
import type { VerifiedFunction } from "./report";

const SIGNED_AND_ENFORCED = "signed and enforced";

/** @param trustedRoot DER of the root certificate */
export const verifyFunctions = (
  clients: AwsClients,
  names: readonly string[],
  trustedRoot: Uint8Array,
): Promise<VerifiedFunction[]> =>
  Promise.all(names.map((name) => verifyFunction(clients, name, trustedRoot)));

/** @throws Error that names each function that isn't signed and enforced, and why */
export function expectSignedAndEnforced(functions: readonly VerifiedFunction[]): void {
  const faults = functions.filter(({ verdict }) => verdict !== SIGNED_AND_ENFORCED);
  if (faults.length > 0) throw new Error(faults.map(({ name, verdict }) => `${name}: ${verdict}`).join("; "));
}

/** Downloads what runs, verifies its signature against the root, and holds it against what Lambda and Signer say. */
async function verifyFunction(
  { lambda, signer }: AwsClients,
  name: string,
  trustedRoot: Uint8Array,
): Promise<VerifiedFunction> {
  const { Configuration, Code } = await lambda.send(new GetFunctionCommand({ FunctionName: name }));
  const signingJobArn = Configuration?.SigningJobArn ?? "";
  const signingProfileVersionArn = Configuration?.SigningProfileVersionArn ?? "";

  const findFault = async (): Promise<string | undefined> => {
    const response = await fetch(Code?.Location ?? "");
    if (!response.ok) return `its package can't be downloaded: HTTP ${response.status}`;
    const verdict = await verifyArchive(fromBuffer(Buffer.from(await response.arrayBuffer())), {
      trustedRoots: [trustedRoot],
    });
    if (verdict.status !== "signed") {
      return "reason" in verdict ? `${verdict.status}: ${verdict.reason}` : verdict.status;
    }
    if (verdict.signingJobArn !== signingJobArn) {
      return `signed by job ${verdict.signingJobArn}, but Lambda reports ${signingJobArn}`;
    }
    if (verdict.signingProfileVersionArn !== signingProfileVersionArn) {
      return `signed by ${verdict.signingProfileVersionArn}, but Lambda reports ${signingProfileVersionArn}`;
    }

    const attached = await lambda.send(new GetFunctionCodeSigningConfigCommand({ FunctionName: name }));
    if (!attached.CodeSigningConfigArn) return "no code signing config is attached";
    const { CodeSigningConfig: config } = await lambda.send(
      new GetCodeSigningConfigCommand({ CodeSigningConfigArn: attached.CodeSigningConfigArn }),
    );
    const policy = config?.CodeSigningPolicies?.UntrustedArtifactOnDeployment;
    if (policy !== "Enforce") return `not enforced: the policy is ${policy}`;
    if (!config?.AllowedPublishers?.SigningProfileVersionArns?.includes(signingProfileVersionArn)) {
      return "its publisher is not in its code signing config";
    }

    const job = await signer.send(new DescribeSigningJobCommand({ jobId: signingJobArn.split("/").pop() }));
    if (job.status !== "Succeeded" || job.revocationRecord)
      return `its signing job is ${job.status} or revoked`;
    const profile = await signer.send(new GetSigningProfileCommand({ profileName: job.profileName }));
    if (profile.status !== "Active") return `its signing profile is ${profile.status}`;
    return undefined;
  };

  return {
    name,
    signingJobArn,
    signingProfileVersionArn,
    verdict: (await findFault()) ?? SIGNED_AND_ENFORCED,
  };
}
