import { accountOf, regionOf } from "../arns";

/** Where a profile or job is, and whose: what keeps all of Signer's records apart. */
export interface Place {
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
}

/** Signer's ARNs have a slash before the resource type: `arn:aws:signer:us-east-1:123456789012:/signing-profiles/x`. */
export const profileArn = ({ region, accountId }: Place, name: string): string =>
  `arn:aws:signer:${region}:${accountId}:/signing-profiles/${name}`;

export const jobArn = ({ region, accountId }: Place, id: string): string =>
  `arn:aws:signer:${region}:${accountId}:/signing-jobs/${id}`;

/** Where a caller's own profiles and jobs are. */
export const placeOf = (request: { readonly region: string; readonly callerArn: string }): Place => ({
  region: request.region,
  accountId: accountOf(request.callerArn),
});

export const isIn = ({ region, accountId }: Place, arn: string): boolean =>
  regionOf(arn) === region && accountOf(arn) === accountId;
