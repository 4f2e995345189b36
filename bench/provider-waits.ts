import type { ResourceTiming } from "../toolchain";

/** What is told of a resource: where it stands, and from when to when it took. */
export type Interval = Pick<ResourceTiming, "address" | "startedAt" | "endedAt">;

/**
 * Where the AWS provider itself sleeps until something has settled, on any backend, however fast it answers. Measured
 * with provider 5.100.0: a lifecycle configuration 10 s and then ten reads 5 s apart, a queue 25 s, a key with rotation
 * and policy 13 s, a VPC 11 s, an endpoint 5 s, a function 5 s, a signing job that is not done at the first look 20 s.
 */
const WAITED_FOR = [
  "aws_s3_bucket_lifecycle_configuration",
  "aws_sqs_queue",
  "aws_kms_key",
  "aws_vpc",
  "aws_vpc_endpoint",
  "aws_lambda_function",
  "aws_signer_signing_job",
];

/** What ends sooner was not waited for, such as the same resources when they go. Seconds. */
const LEAST_WAIT = 1;

export interface Waits {
  /** Time in which nothing but such resources was under way: what the provider's sleep alone costs. Seconds. */
  readonly seconds: number;
  /** The longest wait for each type that was waited for, the longest first. */
  readonly longest: ReadonlyArray<{ readonly type: string; readonly seconds: number }>;
}

/** The provider's own waits among what terraform did. */
export function providerWaits(timings: readonly Interval[]): Waits {
  const work = timings.filter((timing) => !isWait(timing));
  const longest = WAITED_FOR.map((type) => ({
    type,
    seconds: Math.max(0, ...timings.filter((timing) => typeOf(timing) === type).map(secondsOf)),
  }));
  return {
    seconds: secondsCovered(timings) - secondsCovered(work),
    longest: longest.filter(({ seconds }) => seconds >= LEAST_WAIT).sort((a, b) => b.seconds - a.seconds),
  };
}

const isWait = (timing: Interval): boolean =>
  secondsOf(timing) >= LEAST_WAIT && WAITED_FOR.some((type) => type === typeOf(timing));

/** Seconds in which at least one of them was under way. */
function secondsCovered(timings: readonly Interval[]): number {
  const intervals = timings
    .map(({ startedAt, endedAt }) => ({ start: Date.parse(startedAt), end: Date.parse(endedAt) }))
    .sort((a, b) => a.start - b.start);
  let covered = 0;
  let until = -Infinity;
  for (const { start, end } of intervals) {
    covered += Math.max(0, end - Math.max(start, until));
    until = Math.max(until, end);
  }
  return covered / 1000;
}

/** `aws_vpc` of `module.network.aws_vpc.main["a"]`. */
const typeOf = ({ address }: Interval): string | undefined =>
  address.split(".").find((part) => part.startsWith("aws_"));

const secondsOf = ({ startedAt, endedAt }: Interval): number =>
  (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
