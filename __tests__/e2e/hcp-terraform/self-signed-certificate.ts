import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

export interface SelfSignedCertificate {
  /** PEM, as is `key`. */
  readonly certificate: string;
  readonly key: string;
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MS = 24 * 60 * 60_000;

/** For HTTPS on 127.0.0.1, valid for a day. */
export async function selfSignedCertificate(): Promise<SelfSignedCertificate> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=HCP Terraform stand-in",
    notBefore: new Date(Date.now() - DAY_MS / 2),
    notAfter: new Date(Date.now() + DAY_MS / 2),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.SubjectAlternativeNameExtension([{ type: "ip", value: "127.0.0.1" }]),
      new x509.BasicConstraintsExtension(true, 0, true),
    ],
  });
  const key = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
  return {
    certificate: certificate.toString("pem"),
    key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`,
  };
}
