import { z } from "zod";
import { UntrustedArtifactPolicy } from "./modules/code-signing-config";
import { SUPPORTED_PROVIDERS, TESTED_PROVIDERS } from "./toolchain/provider-range";

const backend = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("local") }).describe("a state file on this machine"),
  z.object({ kind: z.literal("s3"), bucket: z.string().min(3), region: z.string() }),
  z.object({
    kind: z.literal("cloud"),
    hostname: z
      .string()
      .regex(/^[a-z0-9.-]+(:\d+)?$/, {
        error: ({ input }) =>
          `expected a host name such as app.terraform.io in TF_CLOUD_HOSTNAME, got: "${String(input)}"`,
      })
      .optional(),
    organization: z.string().min(1),
    project: z.string().min(1).optional(),
  }),
]);

const environment = z.object({
  name: z.string().regex(/^[a-z][a-z0-9-]{1,15}$/, "2 to 16 lower-case letters, digits or -, a letter first"),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, {
    error: ({ input }) => `expected a Region such as us-east-1 in AWS_REGION, got: "${String(input)}"`,
  }),
  /** Whether the local AWS stands in for AWS. */
  local: z.boolean(),
  /** What Terraform may take of the AWS provider, as a version constraint. */
  providerVersion: z.string(),
  backend,
  /** How the functions stack learns of the code-signing stack: from its state, or from variables of its own. */
  sharedValues: z.enum(["state", "variables"], {
    error: ({ input }) => `expected state or variables in SHARED_VALUES, got: "${String(input)}"`,
  }),
  untrustedArtifactPolicy: z.enum(UntrustedArtifactPolicy),
  /** Whether `destroy` may empty the artifact bucket. */
  forceDestroy: z.boolean(),
  keyDeletionWindowInDays: z.number().int().min(7).max(30),
  logRetentionInDays: z.number().int(),
  availabilityZoneCount: z.number().int().min(1).max(6),
  /** Months that a signature is valid. */
  signatureValidityInMonths: z.number().int().min(1).max(135),
  /** Version ARNs that are trusted besides the environment's own profile: see docs/rotate-the-signing-profile.md. */
  additionalPublishers: z.array(z.string()),
});

export type Environment = z.infer<typeof environment>;

/** What all environments have in common, unless they say otherwise. */
const common = {
  local: false,
  providerVersion: SUPPORTED_PROVIDERS.constraint,
  untrustedArtifactPolicy: UntrustedArtifactPolicy.ENFORCE,
  forceDestroy: false,
  keyDeletionWindowInDays: 30,
  logRetentionInDays: 365,
  availabilityZoneCount: 2,
  signatureValidityInMonths: 135,
  additionalPublishers: [],
};

/** What differs between the environments. */
const environments: Record<
  string,
  Omit<z.input<typeof environment>, "name" | "region" | "backend" | "sharedValues">
> = {
  local: {
    ...common,
    local: true,
    providerVersion: TESTED_PROVIDERS.constraint,
    forceDestroy: true,
    keyDeletionWindowInDays: 7,
  },
  dev: { ...common, forceDestroy: true, keyDeletionWindowInDays: 7, logRetentionInDays: 30 },
  staging: common,
  prod: { ...common, availabilityZoneCount: 3 },
};

/**
 * The environment that the variables pick:
 * - `ENVIRONMENT`: `local` (the default), `dev`, `staging` or `prod`
 * - `AWS_REGION`: where to deploy; `local` is always us-east-1
 * - `STATE_BUCKET`: keep the Terraform state in this S3 bucket (of `STATE_REGION`, or else the same Region)
 * - `TF_CLOUD_ORGANIZATION`, `TF_CLOUD_PROJECT`: keep it in HCP Terraform and run there, or in the Terraform Enterprise
 *   of `TF_CLOUD_HOSTNAME`
 * - `SHARED_VALUES`: `state` (the default) or `variables`, where the functions stack must not read the other's state
 *
 * Without a bucket or an organization, the state is a file on this machine, as it always is for `local`.
 *
 * Two that the app reads are for `local` alone:
 * - `AWS_ENDPOINT_URL`: where the local AWS answers (default: where the workspace's own does)
 * - `LAMBDA_SOURCES`: folder of the functions (default: lambda-src)
 *
 * @throws Error that lists all that is wrong with them.
 */
export function environmentFrom(variables: NodeJS.ProcessEnv): Environment {
  const name = variables.ENVIRONMENT || "local";
  const settings = environments[name];
  const refuse = (variable: string, reason: string): void => {
    const value = variables[variable];
    if (!value) return;
    throw new Error(`${variable}: expected none for "${name}", ${reason}, got: "${value}". Unset it.`);
  };
  if (!settings) {
    throw new Error(`ENVIRONMENT: expected ${Object.keys(environments).join(", ")}, got: "${name}"`);
  }
  if (!settings.local) {
    refuse("AWS_ENDPOINT_URL", "which would be deployed there and not to AWS");
    refuse("LAMBDA_SOURCES", "whose code would be taken from there and not from lambda-src");
  }
  const region = settings.local ? "us-east-1" : variables.AWS_REGION || variables.AWS_DEFAULT_REGION || "";
  const parsed = environment.safeParse({
    ...settings,
    name,
    region,
    backend: settings.local ? { kind: "local" } : backendFrom(variables, region),
    sharedValues: (!settings.local && variables.SHARED_VALUES) || "state",
  });
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`The environment "${name}" is not right:\n  ${problems.join("\n  ")}`);
  }
  return parsed.data;
}

function backendFrom(variables: NodeJS.ProcessEnv, region: string): z.input<typeof backend> {
  const { STATE_BUCKET, STATE_REGION, TF_CLOUD_HOSTNAME, TF_CLOUD_ORGANIZATION, TF_CLOUD_PROJECT } =
    variables;
  if (TF_CLOUD_ORGANIZATION && STATE_BUCKET) {
    throw new Error(
      "STATE_BUCKET: expected none beside TF_CLOUD_ORGANIZATION, because the state is kept in one place, " +
        `got: "${STATE_BUCKET}". Unset one of them.`,
    );
  }
  if (TF_CLOUD_ORGANIZATION) {
    return {
      kind: "cloud",
      // What is set and empty is not given.
      hostname: TF_CLOUD_HOSTNAME || undefined,
      organization: TF_CLOUD_ORGANIZATION,
      project: TF_CLOUD_PROJECT || undefined,
    };
  }
  if (STATE_BUCKET) return { kind: "s3", bucket: STATE_BUCKET, region: STATE_REGION || region };
  return { kind: "local" };
}
