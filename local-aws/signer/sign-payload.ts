import { randomUUID } from "node:crypto";
import { accountOf } from "../arns";
import type { SigningAuthority } from "../../signature";
import type { Clock } from "../clock";
import type { AwsRequest } from "../http";
import { PAYLOAD_FORMAT_NOT_SUPPORTED, PAYLOAD_METADATA } from "../unconfirmed";
import { jobArn } from "./arns";
import { SignerError } from "./errors";
import { NOTATION_PAYLOAD_TYPE, signEnvelope } from "./notation-envelope";
import type { ProfileAccess } from "./profile-access";
import { versionArnOf } from "./profiles";
import type { SignPayloadInput } from "./requests";
import type { PayloadJobRecord, SignerState } from "./state";
import { endOfValidity } from "./validity-period";

/** SignPayload: signs what comes with the request, and answers with the signature. */
export class PayloadSigning {
  constructor(
    private readonly clock: Clock,
    private readonly authority: SigningAuthority,
    private readonly profiles: ProfileAccess,
    private readonly jobs: SignerState["jobs"],
  ) {}

  async sign(input: SignPayloadInput, request: AwsRequest) {
    const profile = this.profiles.toSignWith(request, input, "SignPayload");
    if (input.payloadFormat !== NOTATION_PAYLOAD_TYPE) {
      throw new SignerError(
        "ValidationException",
        PAYLOAD_FORMAT_NOT_SUPPORTED(input.payloadFormat, NOTATION_PAYLOAD_TYPE),
      );
    }
    const id = randomUUID();
    const owner = accountOf(profile.arn);
    const arn = jobArn({ region: request.region, accountId: owner }, id);
    const createdAt = this.clock.now();
    // The envelope knows whole seconds only, and its expiry has to be the job's.
    const signedAt = new Date(Math.floor(createdAt.getTime() / 1000) * 1000);
    const expiresAt = endOfValidity(signedAt, profile.validity);
    const signature = await signEnvelope(input.payload, this.authority, {
      signingJobArn: arn,
      signingProfileVersionArn: versionArnOf(profile),
      signedAt,
      expiresAt,
    });
    const job: PayloadJobRecord = {
      id,
      arn,
      profileArn: profile.arn,
      profileName: profile.name,
      profileVersion: profile.version,
      platformId: profile.platformId,
      requestedBy: request.callerArn,
      createdAt: createdAt.getTime(),
      status: "Succeeded",
      statusReason: "Signing Succeeded",
      completedAt: this.clock.now().getTime(),
      signatureExpiresAt: expiresAt.getTime(),
    };
    this.jobs.set(arn, job);
    return {
      jobId: id,
      jobOwner: owner,
      metadata: PAYLOAD_METADATA(versionArnOf(profile), arn),
      signature: signature.toString("base64"),
    };
  }
}
