import {
  createSigningAuthority,
  fromBuffer,
  signArchive,
  UnsignableArchiveError,
  verifyArchive,
} from "../../signature";
import {
  authority,
  CLAIMS,
  ITEMS,
  pack,
  PYTHON_CONTENT_DIGEST,
  runWith,
  sign,
  SIGNATURE_FILE,
  signatureOf,
  testWith,
  unpack,
  verify,
} from "./support";

describe("a signed archive", () => {
  test("keeps the original bytes up to the directory and appends META_INF/ and the signature file", async () => {
    const original = await pack(ITEMS);
    const source = fromBuffer(original);
    const signed = await signArchive(source, { ...CLAIMS, authority: await authority() });
    const bytes = await sign(original);

    expect(bytes.subarray(0, signed.keep)).toEqual(original.subarray(0, original.indexOf("PK\x01\x02")));
    expect((await unpack(bytes)).map(([name]) => name)).toEqual([
      ...ITEMS.map(([name]) => name),
      "META_INF/",
      SIGNATURE_FILE,
    ]);
  });

  test("has META_INF/ once when the package already had it", async () => {
    const bytes = await sign(await pack([["META_INF/", ""], ...ITEMS]));
    expect((await unpack(bytes)).filter(([name]) => name === "META_INF/")).toHaveLength(1);
    expect(await verify(bytes)).toMatchObject({ status: "signed" });
  });

  testWith("python3", "is read by Python: list, bodies, comment, times", async () => {
    const zip = await sign(await pack(ITEMS, { comment: "built by hand" }));
    const script = `
import json, zipfile
archive = zipfile.ZipFile("a.zip")
print(json.dumps([archive.testzip(), archive.comment.decode(), archive.getinfo("${SIGNATURE_FILE}").date_time]))`;
    const [broken, comment, time] = JSON.parse(
      runWith({ "a.zip": zip }, "python3", "-c", script),
    ) as unknown[];
    expect(broken).toBeNull();
    expect(comment).toBe("built by hand");
    expect(time).toEqual([2026, 9, 28, 9, 19, 26]);
  });

  testWith("unzip", "passes unzip -t", async () => {
    const output = runWith({ "a.zip": await sign(await pack(ITEMS)) }, "unzip", "-t", "a.zip");
    expect(output).toContain("No errors detected");
  });

  testWith(
    "python3",
    "of 65,534 files, whose count no longer fits 16 bits, is read by Python and by us",
    async () => {
      const make = `
import zipfile
with zipfile.ZipFile("many.zip", "w") as archive:
    for index in range(65534): archive.writestr(str(index), b"")
with open("many.zip", "rb") as file: import sys; sys.stdout.buffer.write(file.read())`;
      const zip = await sign(Buffer.from(runWith({}, "python3", "-c", make), "latin1"));
      const count = `import zipfile; archive = zipfile.ZipFile("a.zip"); print(len(archive.infolist()), archive.testzip())`;
      expect(runWith({ "a.zip": zip }, "python3", "-c", count)).toBe("65536 None\n");
      expect(await verify(zip)).toMatchObject({ status: "signed" });
    },
  );

  test("is made by reading pieces: no read is larger than 256 KiB", async () => {
    const original = await pack([["large.bin", Buffer.alloc(5_000_000, "x")]], { compress: false });
    let largest = 0;
    const inMemory = fromBuffer(original);
    const source = {
      size: inMemory.size,
      read(offset: number, length: number) {
        largest = Math.max(largest, length);
        return inMemory.read(offset, length);
      },
    };
    const { tail } = await signArchive(source, { ...CLAIMS, authority: await authority() });
    expect(largest).toBeLessThanOrEqual(256 * 1024);
    expect(tail.length).toBeLessThan(10_000);
  });
});

describe("the signature file", () => {
  const withOpenssl = async (...args: string[]) => {
    const zip = await sign(await pack(ITEMS));
    const content = Buffer.from(runWith({ "a.zip": zip }, "python3", "-c", PYTHON_CONTENT_DIGEST), "hex");
    const files = {
      "sf.pem": (await signatureOf(zip)).pem,
      content,
      other: Buffer.alloc(48),
      "root.pem": (await authority()).rootCertificatePem,
      "stranger.pem": (await createSigningAuthority({ region: "us-east-1", now: CLAIMS.signedAt }))
        .rootCertificatePem,
    };
    return runWith(files, "openssl", ...args);
  };
  const cms = ["cms", "-verify", "-inform", "PEM", "-in", "sf.pem", "-binary", "-out", "out"];
  const atSigningTime = ["-attime", String(Math.floor(CLAIMS.signedAt.getTime() / 1000))];

  testWith("openssl", "is accepted by openssl for the digest that Python computed", async () => {
    await withOpenssl(...cms, "-content", "content", "-noverify");
  });

  testWith("openssl", "is accepted by openssl with our root, at the time of signing", async () => {
    await withOpenssl(
      ...cms,
      "-content",
      "content",
      "-CAfile",
      "root.pem",
      "-purpose",
      "any",
      ...atSigningTime,
    );
  });

  testWith("openssl", "is refused by openssl with another root, and for another digest", async () => {
    const stranger = ["-CAfile", "stranger.pem", "-purpose", "any", ...atSigningTime];
    await expect(withOpenssl(...cms, "-content", "content", ...stranger)).rejects.toThrow(
      "self-signed certificate",
    );
    await expect(withOpenssl(...cms, "-content", "other", "-noverify")).rejects.toThrow(
      "content verify error",
    );
  });

  testWith(
    "openssl",
    "has AWS Signer's attributes, times with milliseconds and four certificates",
    async () => {
      const structure = await withOpenssl("asn1parse", "-in", "sf.pem");
      const attribute = (oid: string, type: string, value: string) =>
        new RegExp(`OBJECT +:${oid}\\n.*SET +\\n.*${type} *:${value}\\n`);

      expect(structure).toMatch(attribute("contentType", "OBJECT", "pkcs7-data"));
      expect(structure).toMatch(attribute("signingTime", "GENERALIZEDTIME", "20260928091926.806Z"));
      expect(structure).toMatch(attribute("1.3.187.137.1.3", "GENERALIZEDTIME", "20371228091926.806Z"));
      expect(structure).toMatch(attribute("1.3.187.137.1.2", "UTF8STRING", CLAIMS.signingJobArn));
      expect(structure).toMatch(attribute("1.3.187.137.1.4", "UTF8STRING", CLAIMS.signingProfileVersionArn));
      expect(structure).toMatch(/OBJECT +:1\.2\.840\.113549\.1\.9\.52\n/);
      expect(structure.match(/:X509v3 Subject Key Identifier/g)).toHaveLength(4);
    },
  );

  test("starts as AWS Signer's: PKCS7 in PEM, the outer structure with indefinite length", async () => {
    const { pem, der } = await signatureOf(await sign(await pack(ITEMS)));
    expect(pem.toString()).toMatch(/^-----BEGIN PKCS7-----\n([A-Za-z0-9+/=]{1,64}\n)+-----END PKCS7-----\n$/);
    // SEQUENCE, indefinite; OID 1.2.840.113549.1.7.2; [0], indefinite; SEQUENCE … two ends of content.
    expect(der.toString("hex")).toMatch(/^308006092a864886f70d010702a08030.*00000000$/);
  });

  testWith("openssl", "sorts its attributes as DER asks, for any claims", async () => {
    const zip = await sign(await pack(ITEMS), {
      signingJobArn: "a",
      signingProfileVersionArn: "b".repeat(200),
    });
    const lines = runWith({ pem: (await signatureOf(zip)).pem }, "openssl", "asn1parse", "-in", "pem").split(
      "\n",
    );
    const from = lines.map((line) => line.includes("cont [ 0 ]")).lastIndexOf(true);
    const lengths = lines
      .slice(from + 1)
      .flatMap((line) => /:d=6 +hl=\d l= *(\d+) cons: SEQUENCE/.exec(line)?.[1] ?? []);
    // Their encodings start with tag and length, so sorted encodings have ascending lengths.
    expect(lengths.map(Number)).toEqual(lengths.map(Number).sort((a, b) => a - b));
    expect(lengths).toHaveLength(7);
  });
});

describe("an archive is not signed", () => {
  const refusal = async (zip: Buffer): Promise<UnsignableArchiveError> => {
    const error: unknown = await sign(zip).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(UnsignableArchiveError);
    return error as UnsignableArchiveError;
  };

  test("when it is empty", async () => {
    expect(await refusal(await pack([]))).toMatchObject({ reason: "empty" });
    expect(await refusal(Buffer.alloc(0))).toMatchObject({ reason: "empty" });
  });

  test("when it already has a signature, whoever made it", async () => {
    const signed = await sign(await pack(ITEMS));
    expect(await refusal(signed)).toMatchObject({ reason: "already-signed" });
    expect(await refusal(await pack([[SIGNATURE_FILE, "anything"]]))).toMatchObject({
      reason: "already-signed",
    });
  });

  test("when it is no ZIP", async () => {
    const error = await refusal(Buffer.from("just text"));
    expect(error.reason).toBe("malformed");
    expect(error.message).toBe(
      "The ZIP is malformed. The archive has no end record as its last bytes: it is not a ZIP, was cut off, or has bytes appended.",
    );
  });

  test("when a body doesn't match its CRC", async () => {
    const zip = await pack([["a.txt", "hello"]], { compress: false });
    zip[zip.indexOf("hello")] = 0x48;
    expect(await refusal(zip)).toMatchObject({
      reason: "malformed",
      message: expect.stringContaining("CRC-32") as string,
    });
  });
});

test("a failing source is reported as what it is, not as a malformed archive", async () => {
  const zip = await pack([["large.bin", Buffer.alloc(3_000_000, "x")]]);
  const failing = {
    size: zip.length,
    read: (offset: number, length: number) =>
      offset === 0
        ? Promise.reject(Object.assign(new Error("disk is gone"), { code: "EIO" }))
        : fromBuffer(zip).read(offset, length),
  };
  await expect(signArchive(failing, { ...CLAIMS, authority: await authority() })).rejects.toThrow(
    "disk is gone",
  );

  const short = {
    size: zip.length,
    read: (offset: number) => Promise.resolve(zip.subarray(offset, offset + 3)),
  };
  await expect(verifyArchive(short, { trustedRoots: [] })).rejects.toThrow("changed while it was read");
});
