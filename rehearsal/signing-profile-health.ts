import { GetMetricStatisticsCommand, type CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import { METRICS } from "../lambda-src/signing-profile-health/metrics";
import { invoke } from "./claims";
import type { Deployed } from "./deployed";

/** As the functions' stack sets METRIC_NAMESPACE. */
const NAMESPACE = "SignedLambda";
const HOUR_IN_MILLISECONDS = 60 * 60 * 1000;

/**
 * Invokes the deployed function that watches the signing profile.
 * @throws Error unless it says that the profile is Active, and CloudWatch has the metric that says so
 */
export async function checkProfileHealth(
  { lambda, cloudWatch }: { readonly lambda: LambdaClient; readonly cloudWatch: CloudWatchClient },
  { healthName, profileName }: Pick<Deployed, "healthName" | "profileName">,
): Promise<void> {
  const health = (await invoke(lambda, healthName, {})) as { profileName?: string; status?: string };
  if (health.status !== "Active" || health.profileName !== profileName) {
    throw new Error(`Expected ${healthName} to find ${profileName} Active, got: ${JSON.stringify(health)}`);
  }

  const now = Date.now();
  const { Datapoints = [] } = await cloudWatch.send(
    new GetMetricStatisticsCommand({
      Namespace: NAMESPACE,
      MetricName: METRICS.active,
      Dimensions: [{ Name: "ProfileName", Value: profileName }],
      StartTime: new Date(now - HOUR_IN_MILLISECONDS),
      EndTime: new Date(now + HOUR_IN_MILLISECONDS),
      Period: 60,
      Statistics: ["Minimum"],
    }),
  );
  if (Datapoints.length === 0 || Datapoints.some(({ Minimum }) => Minimum !== 1)) {
    throw new Error(
      `Expected the metric ${METRICS.active} of ${profileName} to be 1, got: ${JSON.stringify(Datapoints)}`,
    );
  }
}
