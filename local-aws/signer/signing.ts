import { fromBuffer, signArchive, toBuffer, type SigningAuthority } from "../../signature";
import type { Clock } from "../clock";
import { SIGNED_OBJECT_NOT_WRITTEN, SOURCE_NOT_READ } from "../unconfirmed";
import { LAMBDA_PLATFORM, platformOf } from "./platforms";
import { versionArnOf } from "./profiles";
import { type Caller, S3Error, type S3Objects } from "./s3-objects";
import type { JobRecord, ProfileRecord } from "./state";
import { endOfValidity } from "./validity-period";

type Outcome = Pick<JobRecord, "status" | "statusReason" | "signedKey" | "signatureExpiresAt">;

/** The work of one signing job: reads the source object, signs it, writes the signed one. */
export class Signing {
  constructor(
    private readonly clock: Clock,
    private readonly authority: SigningAuthority,
    private readonly objects: S3Objects,
  ) {}

  /** Never throws: whatever goes wrong fails the job, and its message is the status reason. */
  async run(job: JobRecord, profile: ProfileRecord): Promise<Outcome> {
    try {
      return await this.sign(job, profile);
    } catch (error) {
      return { status: "Failed", statusReason: error instanceof Error ? error.message : String(error) };
    }
  }

  private async sign(job: JobRecord, profile: ProfileRecord): Promise<Outcome> {
    if (job.platformId !== LAMBDA_PLATFORM) {
      throw new Error(`The local AWS signs for ${LAMBDA_PLATFORM} only, got a job for ${job.platformId}.`);
    }
    // A job acts with its caller's own S3 permissions, not with a role of Signer's.
    const caller = { region: job.arn.split(":")[3]!, callerArn: job.requestedBy };
    const source = fromBuffer(await this.read(job, caller));
    const signedAt = this.clock.now();
    const expiresAt = endOfValidity(signedAt, profile.validity);
    const signed = await signArchive(source, {
      authority: this.authority,
      signingJobArn: job.arn,
      signingProfileVersionArn: versionArnOf(profile),
      signedAt,
      expiresAt,
    });
    const signedKey = signedKeyOf(job);
    await this.write(job, caller, signedKey, await toBuffer(source, signed));
    return {
      status: "Succeeded",
      statusReason: "Signing Succeeded",
      signedKey,
      signatureExpiresAt: expiresAt.getTime(),
    };
  }

  private async read({ source, platformId }: JobRecord, caller: Caller): Promise<Buffer> {
    const { body } = await this.objects
      .get(caller, source.bucketName, source.key, source.version)
      .catch((error: unknown) => {
        throw error instanceof S3Error ? new Error(SOURCE_NOT_READ(error.code, error.message)) : error;
      });
    const { maxSizeInMB } = platformOf(platformId);
    if (body.length > maxSizeInMB * 1024 * 1024) {
      throw new Error(
        `The source object has ${body.length} bytes; ${platformId} signs up to ${maxSizeInMB} MB.`,
      );
    }
    return body;
  }

  private async write({ destination }: JobRecord, caller: Caller, key: string, body: Buffer): Promise<void> {
    await this.objects.put(caller, destination.bucketName, key, body).catch((error: unknown) => {
      throw error instanceof S3Error
        ? new Error(SIGNED_OBJECT_NOT_WRITTEN(error.code, error.message))
        : error;
    });
  }
}

/** AWS sets prefix and job id side by side, without a slash, and keeps the `.zip` of a Lambda package. */
function signedKeyOf({ id, source, destination }: JobRecord): string {
  return `${destination.prefix}${id}${source.key.endsWith(".zip") ? ".zip" : ""}`;
}
