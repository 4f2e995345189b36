export const EMULATORS = ["ministack", "moto"] as const;

export type EmulatorName = (typeof EMULATORS)[number];

/**
 * Which emulator answers which service (by SigV4 signing name).
 * ministack has all services that events cross, because with moto they can't reach its Lambda; it also runs Node
 * functions without Docker. moto has EC2: ministack forgets private DNS, security groups and policies of VPC endpoints.
 */
export const EMULATOR_OF: Readonly<Record<string, EmulatorName>> = {
  cloudtrail: "ministack",
  ec2: "moto",
  events: "ministack",
  iam: "ministack",
  kms: "ministack",
  lambda: "ministack",
  logs: "ministack",
  monitoring: "ministack",
  s3: "ministack",
  sns: "ministack",
  sqs: "ministack",
  sts: "ministack",
};
