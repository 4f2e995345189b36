import type { ListedFunction } from "../aws/fleet";
import type { ConfigFacts } from "../aws/signing-facts";
import type { NotRead } from "./report";

export interface FleetFunction extends ListedFunction {
  readonly region: string;
  /** ARN of its code signing config; `null`: it has none; absent: not known. */
  readonly config?: string | null;
}

export interface FleetConfig extends ConfigFacts {
  readonly region: string;
}

/** A signing job; times are ISO 8601. */
export interface FleetJob {
  readonly arn: string;
  readonly status: string;
  readonly signedAt: string | null;
  readonly expiresAt: string | null;
  /** `null`: it isn't revoked. */
  readonly revoked: { readonly at: string | null; readonly reason: string | null } | null;
}

/** A signing profile version. */
export interface FleetProfile {
  readonly versionArn: string;
  readonly status: string;
  readonly revokedFrom: string | null;
}

/** What is known of an account's functions. It judges nothing. */
export interface FleetFacts {
  readonly account: string | null;
  readonly functions: readonly FleetFunction[];
  readonly configs: ReadonlyMap<string, FleetConfig>;
  readonly jobs: ReadonlyMap<string, FleetJob>;
  readonly profiles: ReadonlyMap<string, FleetProfile>;
  readonly notRead: readonly NotRead[];
}
