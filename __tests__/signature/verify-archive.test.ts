import { createHash, X509Certificate } from "node:crypto";
import { createSigningAuthority, fromBuffer, signArchive, toBuffer, verifyArchive } from "../../signature";
import {
  authority,
  CLAIMS,
  type Item,
  ITEMS,
  pack,
  patch,
  repackSigned,
  sign,
  SIGNATURE_FILE,
  signatureOf,
  toPem,
  unpack,
  verify,
} from "./support";

const isCode = ([name]: Item) => name === "index.js";
const isSignature = ([name]: Item) => name === SIGNATURE_FILE;

describe("a signed archive", () => {
  test("is reported with what was signed, the chain and the root", async () => {
    const root = new X509Certificate((await authority()).rootCertificate);
    const verdict = await verify(await sign(await pack(ITEMS)));

    expect(verdict).toMatchObject({ status: "signed", ...CLAIMS });
    if (verdict.status !== "signed") throw new Error("unreachable");
    expect(verdict.rootFingerprint).toBe(root.fingerprint256.replaceAll(":", "").toLowerCase());

    const chain = verdict.certificates.map((der) => new X509Certificate(der));
    expect(chain).toHaveLength(4);
    chain.forEach((certificate, index) => {
      const issuer = chain[index + 1] ?? certificate;
      expect(certificate.verify(issuer.publicKey) && certificate.checkIssued(issuer)).toBe(true);
    });
  });

  test("stays so after its expiry and the certificates' end: that is policy, not the signature", async () => {
    const verdict = await verify(
      await sign(await pack(ITEMS), { expiresAt: new Date("2001-01-01T00:00:00Z") }),
    );
    expect(verdict).toMatchObject({ status: "signed", expiresAt: new Date("2001-01-01T00:00:00Z") });
  });

  const harmless: Record<string, () => Promise<Buffer>> = {
    "packed again without compression": async () => {
      return pack(await unpack(await sign(await pack(ITEMS))), { compress: false });
    },
    "packed again with other times and permissions": async () => {
      return pack(await unpack(await sign(await pack(ITEMS))), {
        mtime: new Date("2020-02-02"),
        mode: 0o100777,
      });
    },
  };
  for (const [change, make] of Object.entries(harmless)) {
    test(`is accepted ${change}, as by AWS`, async () => {
      expect(await verify(await make())).toMatchObject({ status: "signed", ...CLAIMS });
    });
  }
});

describe("an archive without a signature", () => {
  test("is unsigned", async () => {
    expect(await verify(await pack(ITEMS))).toEqual({ status: "unsigned" });
    expect(await verify(await pack([]))).toEqual({ status: "unsigned" });
  });

  test("is unsigned once the signature file is taken out of a signed one", async () => {
    const zip = await repackSigned((items) => items.filter((item) => !isSignature(item)));
    expect(await verify(zip)).toEqual({ status: "unsigned" });
  });

  test.each([
    "META-INF/aws_signer_signature_v1.0.SF",
    "meta_inf/aws_signer_signature_v1.0.SF",
    `x/${SIGNATURE_FILE}`,
  ])("is unsigned with a signature file of another name: %s", async (name) => {
    const zip = await repackSigned((items) =>
      items.map((item) => (isSignature(item) ? [name, item[1]] : item)),
    );
    expect(await verify(zip)).toEqual({ status: "unsigned" });
  });

  test("is invalid when it can't be unpacked: whoever lets unsigned code through gets no bomb with it", async () => {
    const zip = await pack([["a.txt", "hello"]], { compress: false });
    zip[zip.indexOf("hello")] = 0x48;
    expect(await verify(zip)).toMatchObject({
      status: "invalid",
      reason: expect.stringContaining("CRC-32") as string,
    });
  });

  test("is invalid when it is no archive at all", async () => {
    expect(await verify(Buffer.from("not a ZIP"))).toMatchObject({ status: "invalid" });
    expect(await verify(Buffer.alloc(0))).toMatchObject({ status: "invalid" });
  });
});

describe("a change of the content is invalid", () => {
  const changes: Record<string, (items: [string, Buffer][]) => Item[]> = {
    "a tampered file": (items) =>
      items.map((item) => (isCode(item) ? [item[0], `${item[1].toString()}// more`] : item)),
    "a renamed file": (items) => items.map((item) => (isCode(item) ? ["main.js", item[1]] : item)),
    "files in another order": (items) => [items[1]!, items[0]!, ...items.slice(2)],
    "META_INF/ moved to the front": (items) => [items.at(-2)!, ...items.slice(0, -2), items.at(-1)!],
    "an appended file": (items) => [...items, ["extra.js", "evil()"]],
    "an appended empty file": (items) => [...items, ["extra", ""]],
    "an appended folder": (items) => [...items, ["extra/", ""]],
    "a removed file": (items) => items.filter((item) => !isCode(item)),
    "a removed empty file": (items) => items.filter(([name]) => name !== "lib/empty"),
    "a removed folder": (items) => items.filter(([name]) => name !== "lib/"),
    "a removed META_INF/": (items) => items.filter(([name]) => name !== "META_INF/"),
    "a folder that became a file": (items) =>
      items.map((item) => (item[0] === "lib/" ? ["lib", item[1]] : item)),
    "two bodies exchanged": (items) =>
      items.map(([name], index) => [name, items[2 - index]?.[1] ?? items[index]![1]]),
  };
  for (const [change, make] of Object.entries(changes)) {
    test(change, async () => {
      expect(await verify(await repackSigned(make))).toEqual({
        status: "invalid",
        reason: expect.stringContaining("The archive's content is not what was signed") as string,
      });
    });
  }

  test("but the place of the signature file itself doesn't matter", async () => {
    const zip = await repackSigned((items) => [items.at(-1)!, ...items.slice(0, -1)]);
    expect(await verify(zip)).toMatchObject({ status: "signed" });
  });

  test("the signature of another archive", async () => {
    const { pem } = await signatureOf(await sign(await pack([["other.js", ""]])));
    const zip = await repackSigned((items) =>
      items.map((item) => (isSignature(item) ? [item[0], pem] : item)),
    );
    expect(await verify(zip)).toMatchObject({
      status: "invalid",
      reason: expect.stringContaining("not what was signed") as string,
    });
  });
});

describe("a boundary between name and body that was moved keeps AWS's digest, and is accepted as there", () => {
  const moved: Record<string, (items: [string, Buffer][]) => Item[]> = {
    "a letter from a name to its body": (items) =>
      items.map((item) => (isCode(item) ? ["index.j", `s${item[1].toString()}`] : item)),
    "a letter from a body to its name": (items) =>
      items.map((item) => (isCode(item) ? ["index.jse", item[1].toString().slice(1)] : item)),
    "a whole file into the body before it": ([first, second, ...rest]) => [
      [first![0], Buffer.concat([first![1], Buffer.from(second![0]), second![1]])],
      ...rest,
    ],
    "part of a body out of it, as a file of its own": ([first, ...rest]) => {
      const at = first![1].indexOf("hello");
      return [[first![0], first![1].subarray(0, at)], ["hello", first![1].subarray(at + 5)], ...rest];
    },
  };
  for (const [change, make] of Object.entries(moved)) {
    test(change, async () => {
      expect(await verify(await repackSigned(make))).toMatchObject({ status: "signed", ...CLAIMS });
    });
  }
});

describe("a change of the signature is invalid", () => {
  const withSignature = async (change: (der: Buffer) => Buffer | string) => {
    const zip = await repackSigned((items) =>
      items.map((item) => {
        if (!isSignature(item)) return item;
        const der = Buffer.from(item[1].toString().replace(/-----[^-]+-----/g, ""), "base64");
        const changed = change(der);
        return [item[0], typeof changed === "string" ? changed : toPem(changed)];
      }),
    );
    return verify(zip);
  };
  const replace = (der: Buffer, from: string, to: string) => {
    expect(from).toHaveLength(to.length);
    const at = der.indexOf(from);
    expect(at).toBeGreaterThan(0);
    const copy = Buffer.from(der);
    copy.write(to, at);
    return copy;
  };

  test("control: the signature file written again is accepted", async () => {
    expect(await withSignature((der) => der)).toMatchObject({ status: "signed" });
  });

  const attributes: Record<string, [string, string]> = {
    "another profile": ["signing-profiles/claims/", "signing-profiles/stolen/"],
    "another profile version": ["UqFTRcZGNs", "UqFTRcZGNx"],
    "another job": ["0af5b0a8-3a94", "0af5b0a8-3a95"],
    "a later expiry": ["20371228091926.806Z", "20991228091926.806Z"],
    "another signing time": ["20260928091926.806Z", "20260928091927.806Z"],
  };
  for (const [change, [from, to]] of Object.entries(attributes)) {
    test(change, async () => {
      expect(await withSignature((der) => replace(der, from, to))).toEqual({
        status: "invalid",
        reason: "The signature doesn't match its signed attributes: one of the two was changed.",
      });
    });
  }

  test("attributes swapped for those of another signature by the same authority", async () => {
    const other = await signatureOf(
      await sign(await pack(ITEMS), { signingJobArn: CLAIMS.signingJobArn.replace("0af5", "0af6") }),
    );
    // From the attributes' tag up to the signature: as long in both, for only one digit differs.
    const attributesOf = (der: Buffer) => {
      const start = der.indexOf(Buffer.from("06092a864886f70d010903", "hex"));
      return [start, der.indexOf(Buffer.from("300a06082a8648ce3d040303", "hex"), start)] as const;
    };
    const verdict = await withSignature((der) => {
      const [from, to] = attributesOf(der);
      const [otherFrom, otherTo] = attributesOf(other.der);
      expect(otherTo - otherFrom).toBe(to - from);
      return Buffer.concat([der.subarray(0, from), other.der.subarray(otherFrom, otherTo), der.subarray(to)]);
    });
    expect(verdict).toEqual({
      status: "invalid",
      reason: "The signature doesn't match its signed attributes: one of the two was changed.",
    });
  });

  test("the certificate of another signer of the same authority, named and put in place of the one who signed", async () => {
    const leafOf = async (zip: Buffer) => {
      const verdict = await verify(zip);
      if (verdict.status !== "signed") throw new Error("unreachable");
      const leaf = Buffer.from(verdict.certificates[0]!);
      return { leaf, serial: Buffer.from(new X509Certificate(leaf).serialNumber, "hex") };
    };
    const zip = await sign(await pack(ITEMS));
    const ours = await leafOf(zip);
    // One whose encoding is as long, so that every length around it stays right.
    let theirs = ours;
    while (
      theirs.serial.equals(ours.serial) ||
      theirs.serial.length !== ours.serial.length ||
      // With its highest bit set, a number takes a byte more.
      (theirs.serial[0]! ^ ours.serial[0]!) > 0x7f ||
      theirs.leaf.length !== ours.leaf.length
    ) {
      theirs = await leafOf(await sign(await pack(ITEMS)));
    }
    const { der } = await signatureOf(zip);
    const exchanged = patch(der, der.indexOf(ours.leaf), theirs.leaf);
    const named = patch(exchanged, exchanged.indexOf(ours.serial), theirs.serial);
    expect(await withSignature(() => named)).toEqual({
      status: "invalid",
      reason: "The signature doesn't match its signed attributes: one of the two was changed.",
    });
    expect(await withSignature(() => exchanged)).toEqual({
      status: "invalid",
      reason: "The signer's certificate is not in the signature.",
    });
  });

  test("a changed signature value", async () => {
    const verdict = await withSignature((der) => {
      const copy = Buffer.from(der);
      copy[copy.length - 5]! ^= 1;
      return copy;
    });
    expect(verdict).toMatchObject({ status: "invalid" });
  });

  const forms: Record<string, [(der: Buffer) => Buffer | string, string]> = {
    "an empty file": [() => "", 'Expected the signature file to be one PEM block "PKCS7"'],
    "text around the PEM block": [(der) => `hello\n${toPem(der)}`, 'one PEM block "PKCS7"'],
    "two PEM blocks": [(der) => toPem(der) + toPem(der), 'one PEM block "PKCS7"'],
    "another PEM label": [(der) => toPem(der).replaceAll("PKCS7", "CMS"), 'one PEM block "PKCS7"'],
    "bytes after the structure": [
      (der) => Buffer.concat([der, Buffer.alloc(1)]),
      "Expected bytes in the signature",
    ],
    "a structure cut off": [(der) => der.subarray(0, 900), "not a CMS SignedData"],
    "no structure": [() => Buffer.from("no ASN.1"), "not a CMS SignedData"],
    "a deeply nested structure": [
      () => Buffer.concat([Buffer.alloc(20_000, Buffer.from([0x30, 0x80])), Buffer.alloc(20_000)]),
      "not a CMS SignedData",
    ],
    "indefinite lengths that never end": [
      () => Buffer.alloc(46_000, Buffer.from([0x30, 0x80])),
      "not a CMS SignedData",
    ],
    "ends of nothing": [() => Buffer.alloc(46_000), "Expected bytes in the signature"],
    "a length of 4 GB": [
      (der) => Buffer.concat([Buffer.from("3084ffffffff", "hex"), der]),
      "not a CMS SignedData",
    ],
    "a length of 2^63 bytes": [
      (der) => Buffer.concat([Buffer.from("30887fffffffffffffff", "hex"), der]),
      "not a CMS SignedData",
    ],
    "a length whose length is 126 bytes": [
      () => Buffer.concat([Buffer.from("30fe", "hex"), Buffer.alloc(500, 0xff)]),
      "not a CMS SignedData",
    ],
    "an object identifier of 40,000 bytes": [
      () =>
        Buffer.concat([
          Buffer.from("3080", "hex"),
          Buffer.from("06829c40", "hex"),
          Buffer.alloc(40_000, 0xff),
        ]),
      "not a CMS SignedData",
    ],
    "a nest of definite lengths": [
      () => {
        let nest = Buffer.alloc(0);
        for (let level = 0; level < 2_000; level++) {
          nest = Buffer.concat([Buffer.from([0x30, 0x82, nest.length >> 8, nest.length & 0xff]), nest]);
        }
        return nest;
      },
      "not a CMS SignedData",
    ],
    "a certificate in place of the signature": [
      (der) => der.subarray(der.indexOf(Buffer.from("3082", "hex"), 60)),
      "Expected bytes in the signature",
    ],
    "a signature file of 100 KB": [() => "x".repeat(100_000), "of at most 65536 bytes, got 100000"],
  };
  for (const [form, [change, reason]] of Object.entries(forms)) {
    test(form, async () => {
      expect(await withSignature(change)).toEqual({
        status: "invalid",
        reason: expect.stringContaining(reason) as string,
      });
    });
  }
});

describe("the root", () => {
  test("another authority with the same names is untrusted, and its claims are reported", async () => {
    const stranger = await createSigningAuthority({ region: "us-east-1", now: CLAIMS.signedAt });
    const source = fromBuffer(await pack(ITEMS));
    const zip = await toBuffer(source, await signArchive(source, { ...CLAIMS, authority: stranger }));

    expect(await verify(zip)).toMatchObject({
      status: "untrusted",
      ...CLAIMS,
      rootFingerprint: createHash("sha256").update(stranger.rootCertificate).digest("hex"),
    });
  });

  test("is untrusted when nobody is trusted, and signed when one of several is it", async () => {
    const source = fromBuffer(await sign(await pack(ITEMS)));
    const stranger = await createSigningAuthority({ region: "us-east-1", now: CLAIMS.signedAt });
    const ours = (await authority()).rootCertificate;
    expect(await verifyArchive(source, { trustedRoots: [] })).toMatchObject({ status: "untrusted" });
    expect(await verifyArchive(source, { trustedRoots: [stranger.rootCertificate, ours] })).toMatchObject({
      status: "signed",
    });
  });

  test("an intermediate certificate given as a trusted root makes nothing trusted", async () => {
    const source = fromBuffer(await sign(await pack(ITEMS)));
    const trustedRoots = (await authority()).certificates.slice(0, -1);
    expect(await verifyArchive(source, { trustedRoots })).toMatchObject({ status: "untrusted" });
  });
});
