import { GetCodeSigningConfigCommand, type CodeSigningConfig } from "@aws-sdk/client-lambda";
import {
  DescribeSigningJobCommand,
  type DescribeSigningJobResponse,
  GetSigningProfileCommand,
  type GetSigningProfileResponse,
} from "@aws-sdk/client-signer";
import { type JobArn, parseJobArn, parseProfileArn, type ProfileArn } from "./arns";
import type { AwsClients } from "./clients";
import { reading, type Read } from "./read";

export interface JobFacts {
  readonly arn: string;
  readonly status: string;
  readonly statusReason: string | undefined;
  readonly profileName: string | undefined;
  readonly completedAt: Date | undefined;
  readonly expiresAt: Date | undefined;
  readonly revoked: { readonly at: Date | undefined; readonly reason: string | undefined } | undefined;
}

export interface ProfileFacts {
  readonly arn: string;
  readonly name: string;
  readonly versionArn: string | undefined;
  readonly status: string;
  readonly revoked: { readonly effectiveFrom: Date | undefined; readonly at: Date | undefined } | undefined;
}

export interface ConfigFacts {
  readonly arn: string;
  /** `untrustedArtifactOnDeployment`: `Enforce` or `Warn`. */
  readonly policy: string;
  /** ARNs of signing profile versions. */
  readonly publishers: readonly string[];
}

/**
 * Jobs, profiles and code signing configs by their ARNs, each asked for once however many functions share it. A job is
 * asked for in its own Region, which need not be the function's.
 */
export class SigningFacts {
  private readonly jobs = new Map<string, Promise<Read<JobFacts>>>();
  private readonly profiles = new Map<string, Promise<Read<ProfileFacts>>>();
  private readonly configs = new Map<string, Promise<Read<ConfigFacts>>>();

  constructor(readonly clients: AwsClients) {}

  job(arn: string): Promise<Read<JobFacts>> {
    return once(this.jobs, arn, () => {
      const asked = { action: "signer:DescribeSigningJob", about: `the signing job '${arn}'` };
      const parsed = parseJobArn(arn);
      if (!parsed) return Promise.resolve(notAnArn(asked));
      return reading(asked, async () => jobFacts(arn, await this.describeJob(parsed)));
    });
  }

  describeJob({ jobId, arn, region }: Pick<JobArn, "jobId" | "arn"> & { region?: string }) {
    return this.clients.ask(
      { action: "signer:DescribeSigningJob", about: `the signing job '${arn}'`, region },
      () => this.clients.signer(region).send(new DescribeSigningJobCommand({ jobId })),
    );
  }

  /** @param ownAccountId the account that asks, as far as it is known: Signer wants to be told when it isn't the owner */
  profile(versionArn: string, ownAccountId: string | undefined): Promise<Read<ProfileFacts>> {
    return once(this.profiles, versionArn, () => {
      const asked = { action: "signer:GetSigningProfile", about: `the signing profile '${versionArn}'` };
      const parsed = parseProfileArn(versionArn);
      if (!parsed) return Promise.resolve(notAnArn(asked));
      return reading(asked, async () => {
        const { accountId, name } = parsed;
        const owner = ownAccountId === undefined || ownAccountId === accountId ? undefined : accountId;
        return profileFacts(name, await this.getProfile({ ...parsed, owner }));
      });
    });
  }

  getProfile({ name, region, owner }: Pick<ProfileArn, "name"> & { region?: string; owner?: string }) {
    return this.clients.ask(
      { action: "signer:GetSigningProfile", about: `the signing profile '${name}'`, region },
      () =>
        this.clients
          .signer(region)
          .send(
            new GetSigningProfileCommand({ profileName: name, ...(owner ? { profileOwner: owner } : {}) }),
          ),
    );
  }

  config(arn: string, region: string | undefined): Promise<Read<ConfigFacts>> {
    return once(this.configs, arn, () => {
      const asked = { action: "lambda:GetCodeSigningConfig", about: `the code signing config '${arn}'` };
      return reading(asked, async () => {
        const { CodeSigningConfig: config } = await this.clients.ask({ ...asked, region }, () =>
          this.clients.lambda(region).send(new GetCodeSigningConfigCommand({ CodeSigningConfigArn: arn })),
        );
        return configFacts(arn, config);
      });
    });
  }
}

const notAnArn = (asked: { readonly action: string; readonly about: string }) => ({
  unread: {
    ...asked,
    outcome: "incomplete" as const,
    reason: `The signature names ${asked.about}, which is not an ARN that AWS Signer gives.`,
  },
});

function jobFacts(arn: string, job: DescribeSigningJobResponse): JobFacts {
  const { status, statusReason, profileName, completedAt, signatureExpiresAt, revocationRecord } = job;
  return {
    arn,
    status: status ?? "unknown",
    statusReason,
    profileName,
    completedAt,
    expiresAt: signatureExpiresAt,
    revoked: revocationRecord && { at: revocationRecord.revokedAt, reason: revocationRecord.reason },
  };
}

export function profileFacts(name: string, profile: GetSigningProfileResponse): ProfileFacts {
  const { arn, profileVersionArn, status, revocationRecord } = profile;
  return {
    arn: arn ?? "",
    name,
    versionArn: profileVersionArn,
    status: status ?? "unknown",
    revoked: revocationRecord && {
      effectiveFrom: revocationRecord.revocationEffectiveFrom,
      at: revocationRecord.revokedAt,
    },
  };
}

export const configFacts = (arn: string, config: CodeSigningConfig | undefined): ConfigFacts => ({
  arn,
  // AWS's default, where an answer leaves it out.
  policy: config?.CodeSigningPolicies?.UntrustedArtifactOnDeployment ?? "Warn",
  publishers: config?.AllowedPublishers?.SigningProfileVersionArns ?? [],
});

function once<T>(map: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  let value = map.get(key);
  if (!value) {
    value = make();
    map.set(key, value);
  }
  return value;
}
