import type { Aws } from "../aws";
import { replaceAll } from "../text";

/**
 * ARNs of what a workspace manages, in any Region: everything that the modules make begins with the same name. A `-`
 * stands between, so that `claims` isn't given what belongs to `claimsarchive`.
 */
export class ManagedNames {
  constructor(
    private readonly aws: Aws,
    private readonly namePrefix: string,
  ) {}

  get buckets(): string[] {
    return [`arn:${this.aws.partition}:s3:::${this.namePrefix}-*`];
  }

  get objects(): string[] {
    return [`arn:${this.aws.partition}:s3:::${this.namePrefix}-*/*`];
  }

  /** A profile's name has no `-`: the modules put `_` instead. */
  get signingProfiles(): string[] {
    return [this.inAnyRegion("signer", `/signing-profiles/${replaceAll(this.namePrefix, "-", "_")}_*`)];
  }

  /** A job's ARN has an id and no name. */
  get signingJobs(): string[] {
    return [this.inAnyRegion("signer", "/signing-jobs/*")];
  }

  get functions(): string[] {
    return [this.inAnyRegion("lambda", `function:${this.namePrefix}-*`)];
  }

  /** A config's ARN has an id and no name. */
  get codeSigningConfigs(): string[] {
    return [this.inAnyRegion("lambda", "code-signing-config:*")];
  }

  get queues(): string[] {
    return [this.inAnyRegion("sqs", `${this.namePrefix}-*`)];
  }

  /** A network's flow logs have the whole name; what follows a group's `:` are its streams. */
  get logGroups(): string[] {
    return [
      `/aws/lambda/${this.namePrefix}-*`,
      ...["", ":*", "-*"].map((end) => `/aws/vpc/flow-logs/${this.namePrefix}${end}`),
    ].map((name) => this.inAnyRegion("logs", `log-group:${name}`));
  }

  /** In the path `/`: the two roles of this module stand in another, so that neither can change what it may do. */
  get roles(): string[] {
    return [this.aws.globalArn("iam", `role/${this.namePrefix}-*`)];
  }

  private inAnyRegion(service: string, resource: string): string {
    return `arn:${this.aws.partition}:${service}:*:${this.aws.accountId}:${resource}`;
  }
}
