import { compareVersions, type Version } from "./version";

/** Which versions of hashicorp/aws will do. */
export interface ProviderRange {
  /** One word, for the names of files. */
  readonly name: string;
  /** As Terraform writes it. */
  readonly constraint: string;
  readonly least: Version;
  /** The first version that is too new. */
  readonly end: Version;
}

/**
 * What is run against the local AWS: 5.100.0, the last of its major. From 6.23.0 on the provider asks S3 Control about
 * every bucket, whose host name puts the account before the endpoint's: an address that no local endpoint has.
 * https://github.com/hashicorp/terraform-provider-aws/issues/45292
 */
export const TESTED_PROVIDERS: ProviderRange = {
  name: "tested",
  constraint: "~> 5.100",
  least: [5, 100, 0],
  end: [6, 0, 0],
};

/** What the modules allow, and so the environments on AWS: both majors. */
export const SUPPORTED_PROVIDERS: ProviderRange = {
  name: "supported",
  constraint: ">= 5.100.0, < 7.0.0",
  least: [5, 100, 0],
  end: [7, 0, 0],
};

export function isInRange(version: Version, { least, end }: ProviderRange): boolean {
  return compareVersions(version, least) >= 0 && compareVersions(version, end) < 0;
}
