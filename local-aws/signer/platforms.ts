import { PLATFORM_NOT_FOUND } from "../unconfirmed";
import { SignerError } from "./errors";
import { pageOf } from "./pages";
import type { ListSigningPlatformsInput } from "./requests";

export const LAMBDA_PLATFORM = "AWSLambda-SHA384-ECDSA";
export const NOTATION_PLATFORM = "Notation-OCI-SHA384-ECDSA";

/** Signer holds the keys of these two platforms itself; for the others it signs with a certificate of ACM's. */
export const isSignersOwnKey = (id: SigningPlatformId): boolean =>
  id === LAMBDA_PLATFORM || id === NOTATION_PLATFORM;

export type EncryptionAlgorithm = "ECDSA" | "RSA";
export type ImageFormat = "JSONDetached" | "JSONEmbedded";

export interface Platform {
  readonly displayName: string;
  readonly partner: string;
  readonly target: string;
  /** The first one is the default. */
  readonly encryption: readonly EncryptionAlgorithm[];
  readonly hash: "SHA1" | "SHA256" | "SHA384";
  readonly format: ImageFormat;
  readonly maxSizeInMB: number;
  readonly revocationSupported: boolean;
}

const freeRtos = {
  partner: "AmazonFreeRTOS",
  format: "JSONEmbedded",
  maxSizeInMB: 16,
  revocationSupported: false,
} as const;

const PLATFORMS = {
  [LAMBDA_PLATFORM]: {
    displayName: "AWS Lambda",
    partner: "AWSLambda",
    target: "SHA384-ECDSA",
    encryption: ["ECDSA"],
    hash: "SHA384",
    format: "JSONDetached",
    maxSizeInMB: 250,
    revocationSupported: true,
  },
  "AWSIoTDeviceManagement-SHA256-ECDSA": {
    // The space at the end is AWS's.
    displayName: "AWS IoT Device Management SHA256-ECDSA ",
    partner: "AWSIoTDeviceManagement",
    target: "SHA256-ECDSA",
    encryption: ["ECDSA"],
    hash: "SHA256",
    format: "JSONDetached",
    maxSizeInMB: 2048,
    revocationSupported: false,
  },
  "AmazonFreeRTOS-TI-CC3220SF": {
    ...freeRtos,
    displayName: "Amazon FreeRTOS SHA1-RSA CC3220SF-Format",
    target: "SHA1-RSA-TISHA1",
    encryption: ["RSA"],
    hash: "SHA1",
  },
  "AmazonFreeRTOS-Default": {
    ...freeRtos,
    displayName: "Amazon FreeRTOS SHA256-ECDSA",
    target: "SHA256-ECDSA",
    encryption: ["ECDSA", "RSA"],
    hash: "SHA256",
  },
  // Only its id, name, hash and revocation are known; the rest is unconfirmed.
  [NOTATION_PLATFORM]: {
    displayName: "Notation for container registries",
    partner: "Notation",
    target: "SHA384-ECDSA",
    encryption: ["ECDSA"],
    hash: "SHA384",
    format: "JSONDetached",
    maxSizeInMB: 1,
    revocationSupported: true,
  },
} as const satisfies Record<string, Platform>;

export type SigningPlatformId = keyof typeof PLATFORMS;

export const isPlatformId = (id: string): id is SigningPlatformId => Object.hasOwn(PLATFORMS, id);

export const platformOf = (id: SigningPlatformId): Platform => PLATFORMS[id];

function describe(id: SigningPlatformId) {
  const { displayName, partner, target, encryption, hash, format, maxSizeInMB, revocationSupported } =
    platformOf(id);
  return {
    platformId: id,
    displayName,
    partner,
    target,
    // Not in the API model's enum, which has only AWSIoT, and yet what AWS answers.
    category: "AWS",
    signingConfiguration: {
      encryptionAlgorithmOptions: { allowedValues: encryption, defaultValue: encryption[0] },
      hashAlgorithmOptions: { allowedValues: [hash], defaultValue: hash },
    },
    signingImageFormat: { supportedFormats: [format], defaultFormat: format },
    maxSizeInMB,
    revocationSupported,
  };
}

export function getSigningPlatform({ platformId }: { platformId: string }) {
  if (!isPlatformId(platformId)) {
    throw new SignerError("ResourceNotFoundException", PLATFORM_NOT_FOUND(platformId));
  }
  return describe(platformId);
}

export function listSigningPlatforms(input: ListSigningPlatformsInput) {
  const wanted = Object.keys(PLATFORMS)
    .filter(isPlatformId)
    .map(describe)
    .filter(
      ({ category, partner, target }) =>
        (input.category ?? category) === category &&
        (input.partner ?? partner) === partner &&
        (input.target ?? target) === target,
    );
  const { items, nextToken } = pageOf(wanted, ({ platformId }) => platformId, input);
  return { platforms: items, nextToken };
}
