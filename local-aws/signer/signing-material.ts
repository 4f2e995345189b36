import { OVERRIDE_NOT_ALLOWED } from "../unconfirmed";
import type { Place } from "./arns";
import { SignerError } from "./errors";
import { isSignersOwnKey, LAMBDA_PLATFORM, platformOf, type SigningPlatformId } from "./platforms";
import type { PutSigningProfileInput } from "./requests";

const UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";
const CERTIFICATE_ARN = new RegExp(`^arn:aws:acm:([^:]+):([0-9]{12}):certificate/${UUID}$`);

/**
 * Checks what a new profile wants to sign with against its platform. That ACM has the certificate isn't checked: the
 * local AWS has no ACM.
 * @throws SignerError ValidationException
 */
export function checkSigningMaterial(
  input: PutSigningProfileInput,
  platformId: SigningPlatformId,
  place: Place,
): void {
  if (isSignersOwnKey(platformId)) {
    checkNoMaterial(input, platformId);
  } else {
    checkCertificate(input.signingMaterial?.certificateArn, place);
    checkOverrides(input.overrides, platformId);
  }
}

function checkNoMaterial(input: PutSigningProfileInput, platformId: SigningPlatformId): void {
  if (input.signingMaterial) {
    throw new SignerError(
      "ValidationException",
      `Signing material should not be present when using ${platformId} platform.`,
      "InvalidProfileParameters",
    );
  }
  if (platformId === LAMBDA_PLATFORM && Object.keys(input.signingParameters ?? {}).length > 0) {
    throw new SignerError(
      "ValidationException",
      `Signing parameters should not be present when using ${platformId} platform`,
    );
  }
}

function checkCertificate(arn: string | undefined, { region, accountId }: Place): void {
  if (arn === undefined) {
    throw new SignerError("ValidationException", "signing material cannot be null.");
  }
  const [, ofRegion, ofAccount] = CERTIFICATE_ARN.exec(arn) ?? [];
  if (ofRegion !== region) {
    throw new SignerError("ValidationException", `${arn} is not a valid ACM certificate ARN`);
  }
  if (ofAccount !== accountId) {
    throw new SignerError("ValidationException", `${arn} is not owned by ${accountId}`);
  }
}

function checkOverrides(overrides: PutSigningProfileInput["overrides"], platformId: SigningPlatformId): void {
  const platform = platformOf(platformId);
  const { encryptionAlgorithm, hashAlgorithm } = overrides?.signingConfiguration ?? {};
  const given: [name: string, value: string | undefined, allowed: readonly string[]][] = [
    ["encryptionAlgorithm", encryptionAlgorithm, platform.encryption],
    ["hashAlgorithm", hashAlgorithm, [platform.hash]],
    ["signingImageFormat", overrides?.signingImageFormat, [platform.format]],
  ];
  for (const [name, value, allowed] of given) {
    if (value !== undefined && !allowed.includes(value)) {
      throw new SignerError("ValidationException", OVERRIDE_NOT_ALLOWED(name, value, platformId));
    }
  }
}
