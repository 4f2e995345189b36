import { X509Certificate } from "node:crypto";
import {
  createSigningAuthority,
  exportAuthority,
  fromBuffer,
  importAuthority,
  signArchive,
  toBuffer,
} from "../../signature";
import { createSigner } from "../../signature/signing-authority";
import { authority, CLAIMS, ITEMS, pack, runWith, testWith, verify } from "./support";

describe("a signing authority", () => {
  test("can't be taken for AWS's: every name says that it is local", async () => {
    const { certificates } = await createSigner(await authority(), CLAIMS.signedAt);
    for (const certificate of certificates.map((der) => new X509Certificate(der))) {
      expect(certificate.subject).toContain("CN=signed-lambda LOCAL");
      expect(certificate.subject).toContain("(not AWS)");
    }
  });

  test("makes a new root each time", async () => {
    const [a, b] = await Promise.all(
      [1, 2].map(() => createSigningAuthority({ region: "us-east-1", now: new Date() })),
    );
    expect(Buffer.from(a!.rootCertificate).equals(b!.rootCertificate)).toBe(false);
  });

  test("comes back from JSON and signs what the old root vouches for", async () => {
    const json = JSON.stringify(await exportAuthority(await authority()));
    const restored = await importAuthority(JSON.parse(json) as Awaited<ReturnType<typeof exportAuthority>>);
    expect(restored.rootCertificatePem).toBe((await authority()).rootCertificatePem);

    const source = fromBuffer(await pack(ITEMS));
    const zip = await toBuffer(source, await signArchive(source, { ...CLAIMS, authority: restored }));
    expect(await verify(zip)).toMatchObject({ status: "signed" });
  });

  test("isn't restored with another one's key", async () => {
    const ours = await exportAuthority(await authority());
    const other = await exportAuthority(
      await createSigningAuthority({ region: "us-east-1", now: CLAIMS.signedAt }),
    );
    await expect(importAuthority({ ...ours, issuingKey: other.issuingKey })).rejects.toThrow(
      "Expected the stored signing authority's key to belong to its first certificate",
    );
  });

  test("makes signers that live for days, around the time of signing, also after 2050", async () => {
    for (const time of ["2026-09-28T09:19:26.806Z", "2061-01-01T00:00:00Z"]) {
      const signedAt = new Date(time);
      const { certificates } = await createSigner(await authority(), signedAt);
      const { validFrom, validTo } = new X509Certificate(certificates[0]!);
      expect(Date.parse(validFrom)).toBeLessThan(signedAt.getTime());
      expect(Date.parse(validTo) - signedAt.getTime()).toBeGreaterThan(24 * 3_600_000);
      expect(Date.parse(validTo) - signedAt.getTime()).toBeLessThan(30 * 24 * 3_600_000);
    }
  });

  test("refuses to sign at a time at which it isn't valid", async () => {
    const signedAt = new Date("2001-01-01T00:00:00Z");
    await expect(createSigner(await authority(), signedAt)).rejects.toThrow(
      "Expected a signing time within the authority's validity, 2026-09-27T09:19:26.000Z to 2126-09-03T09:19:26.000Z, got 2001-01-01T00:00:00.000Z",
    );
  });

  testWith(
    "openssl",
    "has the layout of AWS's: P-384, three authorities, a signer only for code signing",
    async () => {
      const { certificates } = await createSigner(await authority(), CLAIMS.signedAt);
      const texts = certificates.map((der) =>
        runWith(
          { der: Buffer.from(der) },
          "openssl",
          "x509",
          "-inform",
          "DER",
          "-in",
          "der",
          "-noout",
          "-text",
        ),
      );
      expect(texts).toHaveLength(4);
      for (const text of texts) {
        expect(text).toContain("ASN1 OID: secp384r1");
        expect(text).toContain("Signature Algorithm: ecdsa-with-SHA384");
      }
      expect(texts[0]).toMatch(/Basic Constraints: critical\n +CA:FALSE/);
      expect(texts[0]).toMatch(/X509v3 Key Usage: critical\n +Digital Signature\n/);
      expect(texts[0]).toMatch(/Extended Key Usage: ?\n +Code Signing\n/);
      expect(texts.slice(1).map((text) => /CA:TRUE, pathlen:\d/.exec(text)?.[0])).toEqual([
        "CA:TRUE, pathlen:0",
        "CA:TRUE, pathlen:1",
        "CA:TRUE, pathlen:2",
      ]);
    },
  );
});
