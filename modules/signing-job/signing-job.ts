import { DataAwsS3Object } from "@cdktf/provider-aws/lib/data-aws-s3-object";
import { SignerSigningJob } from "@cdktf/provider-aws/lib/signer-signing-job";
import { AssetType, TerraformAsset, TerraformResource } from "cdktf";
import { Construct } from "constructs";
import type { FunctionPackage } from "../../packaging";
import type { IArtifactBucket } from "../artifact-bucket";
import { checkProps, expectThat } from "../checks";
import type { ISigningProfile } from "../signing-profile";
import * as rules from "./rules";
import { SignedArtifact } from "./signed-artifact";
import { unsignedObject } from "./unsigned-object";

/** A package that lies in the bucket already, such as one that a build has uploaded. */
export interface StoredPackage {
  /** Name of the function, for the key of the signed object. */
  readonly name: string;
  readonly key: string;
  /** S3 version id: Signer signs exactly that version. */
  readonly version: string;
}

export interface SigningJobProps {
  /** What to sign, as `packageFunction` or `packageDirectory` made it, or as it lies in the bucket. */
  readonly package: FunctionPackage | StoredPackage;
  readonly profile: ISigningProfile;
  /** Versioned bucket of the profile's Region: Signer signs an object version, and no other Region's. */
  readonly bucket: IArtifactBucket;
  /**
   * Key of the unsigned object that is uploaded.
   * @default unsigned/<package name>.zip
   */
  readonly unsignedKey?: string;
  /**
   * What the key of the signed object begins with. Signer appends `<job id>.zip` and puts no slash between.
   * @default signed/<package name>/
   */
  readonly signedPrefix?: string;
}

/**
 * Uploads a package, has AWS Signer sign exactly that object version, and pins the version of the signed object.
 *
 * The hash stands on the unsigned object: new content makes a new object version, hence a new job, hence a new signed
 * key, hence an update of the function. On the function itself the hash of an unsigned file would differ from what
 * Lambda reports at every plan (hashicorp/terraform-provider-aws#33955).
 *
 * A failing job fails the apply: the provider's `ignore_signing_job_failure` is never set.
 */
export class SigningJob extends Construct {
  readonly artifact: SignedArtifact;

  constructor(scope: Construct, id: string, props: SigningJobProps) {
    super(scope, id);
    const unsignedKey = props.unsignedKey ?? `unsigned/${props.package.name}.zip`;
    const signedPrefix = props.signedPrefix ?? `signed/${props.package.name}/`;

    checkProps(this, [
      ...("path" in props.package
        ? [
            expectThat("package.sizeInBytes", props.package.sizeInBytes, rules.sizeInBytes),
            expectThat("package.sha256", props.package.sha256, rules.sha256),
            expectThat("unsignedKey", unsignedKey, rules.unsignedKey),
          ]
        : [expectThat("package.key", props.package.key, rules.unsignedKey)]),
      expectThat("signedPrefix", signedPrefix, rules.signedPrefix),
    ]);

    const { key: sourceKey, version } =
      "path" in props.package ? this.upload(props.package, props.bucket, unsignedKey) : props.package;
    const job = new SignerSigningJob(this, "job", {
      profileName: props.profile.profileName,
      source: {
        s3: { bucket: props.bucket.bucketName, key: sourceKey, version },
      },
      destination: { s3: { bucket: props.bucket.bucketName, prefix: signedPrefix } },
    });
    const { bucket, key } = job.signedObject.get(0).s3.get(0);
    const signed = new DataAwsS3Object(this, "signed", { bucket, key });
    // The data source reads the newest version at every plan. Who may write to the bucket could put an older package
    // there, validly signed as it is, and have it deployed: so the version that the job wrote is kept until the next job.
    // Not cdktf's DataResource: each one starts `terraform version` at synth.
    const pin = new TerraformResource(this, "pin", {
      terraformResourceType: "terraform_data",
      lifecycle: { ignoreChanges: ["input"] },
    });
    pin.addOverride("triggers_replace", { signingJobId: job.jobId });
    pin.addOverride("input", { versionId: signed.versionId });

    this.artifact = new SignedArtifact(job, pin);
  }

  private upload(
    { name, path, sha256 }: FunctionPackage,
    bucket: IArtifactBucket,
    key: string,
  ): StoredPackage {
    const asset = new TerraformAsset(this, "package", { path, type: AssetType.FILE, assetHash: sha256 });
    const object = unsignedObject(this, "unsigned", { bucket, key, source: asset.path, sourceHash: sha256 });
    return { name, key: object.key, version: object.versionId };
  }
}
