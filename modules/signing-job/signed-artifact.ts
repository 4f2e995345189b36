import type { SignerSigningJob } from "@cdktf/provider-aws/lib/signer-signing-job";
import type { TerraformResource } from "cdktf";

/**
 * A signed object, pinned by bucket, key and version. Only a signing job makes one, and a `SignedFunction` takes
 * nothing else: an unsigned file can't be handed over by mistake.
 */
export class SignedArtifact {
  constructor(
    private readonly job: SignerSigningJob,
    /** Holds the version id that the object had when the job had written it. */
    private readonly pin: TerraformResource,
  ) {}

  get bucketName(): string {
    return this.object.bucket;
  }

  get key(): string {
    return this.object.key;
  }

  /** S3 version id. Whatever is written to the same key later is never deployed. */
  get version(): string {
    return this.pin.interpolationForAttribute("output.versionId").toString();
  }

  get signingJobId(): string {
    return this.job.jobId;
  }

  /** `Succeeded`, as Signer reports it. */
  get signingJobStatus(): string {
    return this.job.status;
  }

  private get object() {
    return this.job.signedObject.get(0).s3.get(0);
  }
}
