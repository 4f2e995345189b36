import { PutMetricDataCommand, type CloudWatchClient, type MetricDatum } from "@aws-sdk/client-cloudwatch";

/** Names of the metrics, with the profile's name as their only dimension, `ProfileName`. */
export const METRICS = {
  /** 1 when the profile can sign, 0 when it can't. */
  active: "SigningProfileActive",
  /** Days that a signature made now would be valid. */
  newSignatureValidDays: "NewSignatureValidDays",
  /** Days until the first valid signature of the profile expires. */
  firstSignatureExpiresInDays: "FirstSignatureExpiresInDays",
} as const;

/**
 * Publishes those of the values that are known. CloudWatch has no unit for days, so they carry none.
 *
 * @throws CloudWatch's own errors
 */
export async function publish(
  cloudWatch: CloudWatchClient,
  namespace: string,
  profileName: string,
  values: Partial<Record<keyof typeof METRICS, number>>,
): Promise<void> {
  const data = (Object.keys(METRICS) as (keyof typeof METRICS)[]).flatMap((metric): MetricDatum[] => {
    const value = values[metric];
    if (value === undefined) return [];
    return [
      {
        MetricName: METRICS[metric],
        Value: value,
        Dimensions: [{ Name: "ProfileName", Value: profileName }],
      },
    ];
  });
  if (data.length > 0) {
    await cloudWatch.send(new PutMetricDataCommand({ Namespace: namespace, MetricData: data }));
  }
}
