import { generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import type { EncryptionAlgorithm } from "./platforms";

export interface DeviceKeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/**
 * The keys that the local Signer signs with for devices, one pair an algorithm, in place of those that ACM keeps for
 * the certificates of profiles. They are made when they are first asked for, and gone when Signer is.
 */
export class DeviceKeys {
  private readonly pairs = new Map<EncryptionAlgorithm, Promise<DeviceKeyPair>>();

  of(algorithm: EncryptionAlgorithm): Promise<DeviceKeyPair> {
    const pair = this.pairs.get(algorithm) ?? generate(algorithm);
    this.pairs.set(algorithm, pair);
    return pair;
  }
}

function generate(algorithm: EncryptionAlgorithm): Promise<DeviceKeyPair> {
  const make = promisify(generateKeyPair);
  return algorithm === "ECDSA"
    ? make("ec", { namedCurve: "prime256v1" })
    : make("rsa", { modulusLength: 2048 });
}
