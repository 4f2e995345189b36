/** Signer's ARNs have a slash before the resource type: `arn:aws:signer:us-east-1:123456789012:/signing-profiles/x`. */
export class SignerArns {
  constructor(private readonly accountId: string) {}

  profile(region: string, name: string): string {
    return `arn:aws:signer:${region}:${this.accountId}:/signing-profiles/${name}`;
  }

  job(region: string, id: string): string {
    return `arn:aws:signer:${region}:${this.accountId}:/signing-jobs/${id}`;
  }
}

/** Whether a record belongs to a Region's lists. */
export const isInRegion = (arn: string, region: string): boolean => arn.split(":")[3] === region;
