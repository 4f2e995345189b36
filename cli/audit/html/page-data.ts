/**
 * What the page's own script gets, as JSON: flat, short, and what many functions share is there once, so that ten
 * thousand of them stay a small file. Times are ISO 8601 in UTC.
 */
export interface PageData {
  readonly at: string;
  /** From the gravest on. */
  readonly severities: readonly string[];
  readonly findings: readonly PageFinding[];
  readonly functions: readonly PageFunction[];
  readonly unread: readonly PageUnread[];
  readonly configs: readonly PageConfig[];
  readonly profiles: readonly PageProfile[];
  readonly jobs: readonly PageJob[];
}

export interface PageFinding {
  readonly id: string;
  readonly severity: string;
  readonly title: string;
  /** The ARN of what it was found on. */
  readonly resource: string;
  readonly region: string;
  readonly message: string;
  readonly remedy: string;
  /** Places of the functions in `functions` that it concerns. */
  readonly functions: readonly number[];
}

export interface PageFunction {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly description?: string;
  readonly packageType: string;
  /** Place of its config in `configs`; left out when it has none; -1: it couldn't be read. */
  readonly config?: number;
  /** Place of its signing profile version in `profiles`. */
  readonly profile?: number;
  /** Place of its signing job in `jobs`. */
  readonly job?: number;
  readonly signedAt?: string;
  readonly expiresAt?: string;
  /** Something of it couldn't be read. */
  readonly unread?: true;
}

export interface PageConfig {
  readonly arn: string;
  /** `Enforce` or `Warn`; left out when it couldn't be read. */
  readonly policy?: string;
  /** ARNs of signing profile versions. */
  readonly publishers: readonly string[];
}

export interface PageProfile {
  /** Of the version. */
  readonly arn: string;
  /** `Active`, `Canceled` or `Revoked`; left out when it couldn't be read. */
  readonly status?: string;
  readonly revokedFrom?: string;
  /** Whether the audit's allow-list has it; left out when there is no such list. */
  readonly allowed?: boolean;
}

export interface PageJob {
  readonly arn: string;
  /** Left out when it couldn't be read. */
  readonly status?: string;
  readonly revokedAt?: string;
  readonly reason?: string;
}

export interface PageUnread {
  /** As IAM writes it. */
  readonly action: string;
  readonly about: string;
  readonly reason: string;
}
