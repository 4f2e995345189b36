import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Failure } from "../failure";
import { AWS_ROOT } from "./aws-root";

/** A root certificate that is trusted, as far as it is known. */
export interface TrustedRoot {
  /** SHA-256 of the certificate, in lower-case hex. */
  readonly sha256: string;
  /** The certificate itself; without it, a signature must bring it along. */
  readonly der?: Uint8Array;
  /** Who says to trust it. */
  readonly label: string;
}

export const awsRoot = (): TrustedRoot => ({ sha256: AWS_ROOT.sha256, label: AWS_ROOT.label });

const FINGERPRINT = /^([0-9a-fA-F]{2}:?){31}[0-9a-fA-F]{2}$/;

/** @param fingerprint 64 hex digits, with or without colons */
export function rootByFingerprint(fingerprint: string, label: string): TrustedRoot {
  if (!FINGERPRINT.test(fingerprint)) {
    throw new Failure(
      "usage",
      `Expected the SHA-256 fingerprint of a root certificate, 64 hex digits with or without colons, got: '${fingerprint}'.`,
    );
  }
  return { sha256: fingerprint.replaceAll(":", "").toLowerCase(), label };
}

const PEM = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** The certificates of a PEM file. */
export async function rootsOfFile(path: string, label: string): Promise<TrustedRoot[]> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new Failure(
      "usage",
      `Expected a file with a root certificate in PEM, got '${path}', which can't be read: ${(error as Error).message}`,
      { cause: error },
    );
  });
  const blocks = text.match(PEM) ?? [];
  if (blocks.length === 0) {
    throw new Failure(
      "usage",
      `Expected '${path}' to have a root certificate in PEM, from BEGIN CERTIFICATE to END CERTIFICATE, got none.`,
    );
  }
  return blocks.map((block) => {
    const certificate = parse(block, path);
    if (!certificate.ca || certificate.subject !== certificate.issuer) {
      throw new Failure(
        "usage",
        `Expected the certificates of '${path}' to be roots, got '${oneLine(certificate.subject)}', issued by ` +
          `'${oneLine(certificate.issuer)}'. Signatures are trusted by the root that their chain ends at.`,
      );
    }
    return {
      sha256: certificate.fingerprint256.replaceAll(":", "").toLowerCase(),
      der: new Uint8Array(certificate.raw),
      label,
    };
  });
}

function parse(pem: string, path: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw new Failure("usage", `Expected '${path}' to have a certificate, got one that can't be read.`, {
      cause: error,
    });
  }
}

/** Node writes a name over several lines. */
export const oneLine = (name: string): string => name.split("\n").join(", ");
