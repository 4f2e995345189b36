import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FunctionPackage } from "../../packaging";

const directory = mkdtempSync(join(tmpdir(), "sample-package-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A file in place of a package: synthesizing copies it and never looks inside. */
export function samplePackage(): FunctionPackage {
  const sha256 = "ab".repeat(32);
  const path = join(directory, `submit-claim-${sha256}.zip`);
  writeFileSync(path, "not opened at synth");
  return { name: "submit-claim", path, sha256, sizeInBytes: 19 };
}

export const SAMPLE_PROFILE = {
  profileName: "claims_1",
  profileArn: "arn:aws:signer:us-east-1:123456789012:/signing-profiles/claims_1",
  profileVersionArn: "arn:aws:signer:us-east-1:123456789012:/signing-profiles/claims_1/UqFTRcZGNs",
};

export const SAMPLE_BUCKET = { bucketName: "artifacts", bucketArn: "arn:aws:s3:::artifacts" };

export const SAMPLE_CONFIG = {
  codeSigningConfigArn: "arn:aws:lambda:us-east-1:123456789012:code-signing-config:csc-0123456789abcdef0",
};
