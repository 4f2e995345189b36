import { artifactBucket } from "./artifact-bucket";
import { codeSigning } from "./code-signing";
import { codeSigningConfig } from "./code-signing-config";
import { encryptionKey } from "./encryption-key";
import { hcpTerraformRoles } from "./hcp-terraform-roles";
import type { ModuleSource } from "./module-source";
import { privateNetwork } from "./private-network";
import { signedFunction } from "./signed-function";
import { signingProfile } from "./signing-profile";

export type { ModuleSource };

/** All that stand in terraform/. */
export const MODULE_SOURCES: readonly ModuleSource[] = [
  artifactBucket,
  codeSigning,
  codeSigningConfig,
  encryptionKey,
  hcpTerraformRoles,
  privateNetwork,
  signedFunction,
  signingProfile,
];
