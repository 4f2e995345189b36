import { regionOf } from "../arns";
import { type ByteSource, signArchive, signedChunks, type SigningAuthority } from "../../signature";
import type { Clock } from "../clock";
import type { StreamedBody } from "../streaming";
import { SIGNED_OBJECT_NOT_WRITTEN, SOURCE_NOT_READ } from "../unconfirmed";
import type { DeviceKeys } from "./device-keys";
import { signForDevice } from "./iot-signature";
import { LAMBDA_PLATFORM, platformOf } from "./platforms";
import { versionArnOf } from "./profiles";
import { type Caller, ObjectTooLargeError, S3Error, type S3Objects } from "../s3";
import type { JobRecord, ProfileRecord } from "./state";
import { endOfValidity } from "./validity-period";

type Outcome = Pick<JobRecord, "status" | "statusReason" | "signedKey" | "signatureExpiresAt">;

interface SigningTimes {
  readonly signedAt: Date;
  readonly expiresAt: Date;
}

/** What a platform makes of a source: the object to write. */
interface SignedObject {
  readonly key: string;
  readonly body: Buffer | StreamedBody;
}

/** The work of one signing job: reads the source object, signs it as its platform does, writes the signed one. */
export class Signing {
  constructor(
    private readonly clock: Clock,
    private readonly authority: SigningAuthority,
    private readonly objects: S3Objects,
    private readonly deviceKeys: DeviceKeys,
  ) {}

  /** Never throws: whatever goes wrong fails the job, and its message is the status reason. */
  async run(job: JobRecord, profile: ProfileRecord): Promise<Outcome> {
    try {
      // A job acts with its caller's own S3 permissions, not with a role of Signer's.
      const caller = { region: regionOf(job.arn), callerArn: job.requestedBy };
      return await this.withSource(job, caller, async (source) => {
        const signedAt = this.clock.now();
        const expiresAt = endOfValidity(signedAt, profile.validity);
        const signed = await this.sign(source, job, profile, { signedAt, expiresAt });
        await this.write(job, caller, signed);
        return {
          status: "Succeeded",
          statusReason: "Signing Succeeded",
          signedKey: signed.key,
          signatureExpiresAt: expiresAt.getTime(),
        };
      });
    } catch (error) {
      return { status: "Failed", statusReason: error instanceof Error ? error.message : String(error) };
    }
  }

  private async sign(
    source: ByteSource,
    job: JobRecord,
    profile: ProfileRecord,
    times: SigningTimes,
  ): Promise<SignedObject> {
    if (job.platformId === LAMBDA_PLATFORM) {
      return this.signPackage(source, job, profile, times);
    }
    return {
      key: `${job.destination.prefix}${job.id}`,
      body: await signForDevice(source, job, profile, this.deviceKeys),
    };
  }

  private async signPackage(
    source: ByteSource,
    job: JobRecord,
    profile: ProfileRecord,
    times: SigningTimes,
  ): Promise<SignedObject> {
    const signed = await signArchive(source, {
      authority: this.authority,
      signingJobArn: job.arn,
      signingProfileVersionArn: versionArnOf(profile),
      ...times,
    });
    return {
      // AWS sets prefix and job id side by side, without a slash, and keeps the `.zip` of a Lambda package.
      key: `${job.destination.prefix}${job.id}${job.source.key.endsWith(".zip") ? ".zip" : ""}`,
      body: { size: signed.size, chunks: signedChunks(source, signed) },
    };
  }

  private async withSource(
    { source, platformId }: JobRecord,
    caller: Caller,
    work: (source: ByteSource) => Promise<Outcome>,
  ): Promise<Outcome> {
    const { maxSizeInMB } = platformOf(platformId);
    const reference = {
      bucket: source.bucketName,
      key: source.key,
      version: source.version,
      maximumBytes: maxSizeInMB * 1024 * 1024,
    };
    try {
      return await this.objects.use(caller, reference, (object) => work(object.source));
    } catch (error) {
      if (error instanceof ObjectTooLargeError) {
        throw new Error(
          `The source object has ${error.size} bytes; ${platformId} signs up to ${maxSizeInMB} MB.`,
          { cause: error },
        );
      }
      throw error instanceof S3Error ? new Error(SOURCE_NOT_READ(error.code, error.message)) : error;
    }
  }

  private async write(
    { destination }: JobRecord,
    caller: Caller,
    { key, body }: SignedObject,
  ): Promise<void> {
    await this.objects.put(caller, destination.bucketName, key, body).catch((error: unknown) => {
      throw error instanceof S3Error
        ? new Error(SIGNED_OBJECT_NOT_WRITTEN(error.code, error.message))
        : error;
    });
  }
}
