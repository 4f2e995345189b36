export interface ObjectVersion {
  readonly bucket: string;
  readonly key: string;
  readonly version: string;
}

/** What the stacks' outputs say of the deployment. */
export interface Deployed {
  readonly profileName: string;
  readonly profileVersionArn: string;
  readonly codeSigningConfigArn: string;
  readonly bucket: string;
  readonly submitClaimName: string;
  readonly submitClaimAliasArn: string;
  /** The signing job of its code, as the stack's outputs have it. */
  readonly submitClaimSigningJobArn: string;
  readonly healthName: string;
  /** The signed object that submit-claim was deployed from. */
  readonly submitClaimObject: ObjectVersion;
  readonly unsignedObject: { readonly bucket: string; readonly key: string };
}

/** @param outputs of both stacks, by name */
export function deployedFrom(outputs: Readonly<Record<string, unknown>>): Deployed {
  const text = (name: string): string => {
    const value = outputs[name];
    if (typeof value !== "string" || value === "") {
      throw new Error(`Expected the stacks to output ${name}, got: ${JSON.stringify(value)}`);
    }
    return value;
  };
  return {
    profileName: text("signing_profile_name"),
    profileVersionArn: text("signing_profile_version_arn"),
    codeSigningConfigArn: text("code_signing_config_arn"),
    bucket: text("artifact_bucket"),
    submitClaimName: text("submit_claim_function_name"),
    submitClaimAliasArn: text("submit_claim_alias_arn"),
    submitClaimSigningJobArn: text("submit_claim_signing_job_arn"),
    healthName: text("signing_profile_health_function_name"),
    submitClaimObject: {
      bucket: text("artifact_bucket"),
      key: text("submit_claim_signed_key"),
      version: text("submit_claim_signed_version"),
    },
    unsignedObject: { bucket: text("artifact_bucket"), key: "unsigned/submit-claim.zip" },
  };
}
