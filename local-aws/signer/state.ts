import type { Store } from "../store";
import type { SigningPlatformId } from "./platforms";

export type ValidityUnit = "DAYS" | "MONTHS" | "YEARS";

export interface ValidityPeriod {
  readonly value: number;
  readonly type: ValidityUnit;
}

export interface PermissionStatement {
  readonly action: string;
  readonly principal: string;
  readonly statementId: string;
  readonly profileVersion?: string;
}

/** What a profile has otherwise than its platform. */
export interface SigningOverrides {
  readonly signingConfiguration?: {
    readonly encryptionAlgorithm?: "RSA" | "ECDSA";
    readonly hashAlgorithm?: "SHA1" | "SHA256";
  };
  readonly signingImageFormat?: "JSON" | "JSONEmbedded" | "JSONDetached";
}

/** All times are milliseconds since 1970, so that a record survives JSON. */
export interface ProfileRecord {
  readonly name: string;
  readonly version: string;
  readonly arn: string;
  readonly platformId: SigningPlatformId;
  readonly validity: ValidityPeriod;
  readonly signingMaterial?: { readonly certificateArn: string };
  readonly overrides?: SigningOverrides;
  readonly signingParameters?: Readonly<Record<string, string>>;
  readonly status: "Active" | "Canceled" | "Revoked";
  readonly statusReason?: string;
  readonly revocation?: {
    readonly effectiveFrom: number;
    readonly revokedAt: number;
    readonly revokedBy: string;
  };
  readonly tags: Readonly<Record<string, string>>;
  readonly policy?: { readonly revisionId: string; readonly statements: readonly PermissionStatement[] };
}

/** What the jobs of StartSigningJob and of SignPayload have in common. The account in its ARN owns a job. */
interface AnyJob {
  readonly id: string;
  readonly arn: string;
  readonly profileArn: string;
  readonly profileName: string;
  readonly profileVersion: string;
  readonly platformId: SigningPlatformId;
  /** ARN of the caller, whose account is the job's invoker. */
  readonly requestedBy: string;
  readonly createdAt: number;
  readonly status: "InProgress" | "Succeeded" | "Failed";
  readonly statusReason?: string;
  readonly completedAt?: number;
  readonly signatureExpiresAt?: number;
  readonly revocation?: { readonly reason: string; readonly revokedAt: number; readonly revokedBy: string };
}

/** A job of StartSigningJob: from one object to another. */
export interface JobRecord extends AnyJob {
  readonly source: { readonly bucketName: string; readonly key: string; readonly version: string };
  readonly destination: { readonly bucketName: string; readonly prefix: string };
  readonly signedKey?: string;
}

/** A job of SignPayload, whose payload and signature are in the request and its answer alone. */
export interface PayloadJobRecord extends AnyJob {
  readonly source?: undefined;
}

/**
 * All that Signer remembers. Keys are ARNs, so that Regions and accounts never mix; of tokens, Region, account and
 * token.
 */
export interface SignerState {
  readonly profiles: Store<ProfileRecord>;
  readonly jobs: Store<JobRecord | PayloadJobRecord>;
  /** ARN of the job that a client request token started. */
  readonly jobsByToken: Store<string>;
}

export const inMemorySignerState = (): SignerState => ({
  profiles: new Map(),
  jobs: new Map(),
  jobsByToken: new Map(),
});
