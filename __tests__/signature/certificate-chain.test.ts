import { createHash } from "node:crypto";
import { fromBuffer, verifyArchive } from "../../signature";
import { appendEntries } from "../../signature/append-entries";
import { readArchive } from "../../signature/archive";
import { contentDigest } from "../../signature/content-digest";
import { CLAIMS, ITEMS, pack, runWith, SIGNATURE_FILE, testWith, toPem } from "./support";

/*
 * Signatures that none of our code made: openssl makes keys, certificates and signature values, and the structure is
 * written below byte by byte. So the verifier is tried with what another implementation writes, and with chains that
 * our own authority would never make.
 */

const tlv = (tag: number, ...content: Buffer[]): Buffer => {
  const body = Buffer.concat(content);
  const length =
    body.length < 128
      ? [body.length]
      : body.length < 256
        ? [0x81, body.length]
        : [0x82, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
};
const sequence = (...content: Buffer[]) => tlv(0x30, ...content);
const set = (...content: Buffer[]) => tlv(0x31, ...content);
const oid = (hex: string) => tlv(0x06, Buffer.from(hex, "hex"));
const text = (tag: number) => (value: string) => tlv(tag, Buffer.from(value));
const utf8 = text(0x0c);
const utcTime = text(0x17);
const generalizedTime = text(0x18);

const ID_DATA = oid("2a864886f70d010701");
const ID_SIGNED_DATA = oid("2a864886f70d010702");
const SHA384 = sequence(oid("608648016503040202"));
const SHA256 = sequence(oid("608648016503040201"));
const ECDSA_WITH_SHA384 = sequence(oid("2a8648ce3d040303"));
const ONE = tlv(0x02, Buffer.from([1]));

/** The signed attributes in AWS Signer's form; a test replaces or drops some. */
const attributesFor = (content: Buffer) => ({
  contentType: [oid("2a864886f70d010903"), ID_DATA],
  messageDigest: [oid("2a864886f70d010904"), tlv(0x04, createHash("sha384").update(content).digest())],
  signingTime: [oid("2a864886f70d010905"), generalizedTime("20260928091926.806Z")],
  expiry: [oid("2b813b81090103"), generalizedTime("20371228091926.806Z")],
  job: [oid("2b813b81090102"), utf8(CLAIMS.signingJobArn)],
  profile: [oid("2b813b81090104"), utf8(CLAIMS.signingProfileVersionArn)],
  protection: [oid("2a864886f70d010934"), sequence(SHA384, tlv(0xa1, oid("2a8648ce3d040303")))],
});
type Attributes = Record<string, Buffer[] | undefined>;

/** What differs from a good chain of three: root, regional, signer. */
interface ChainVariant {
  signerExtensions?: string;
  regionalExtensions?: string;
  rootExtensions?: string;
  signerStart?: string;
  signerEnd?: string;
  curve?: string;
}

interface Variant {
  chain?: ChainVariant;
  attributes?: (usual: Attributes) => Attributes;
  digestAlgorithm?: Buffer;
  eContent?: Buffer;
  /** Which certificates go into the signature. @default signer, regional, root */
  certificates?: ("signer" | "regional" | "root" | "cross")[];
}

const CA = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign";
const SIGNER = "keyUsage=critical,digitalSignature\nextendedKeyUsage=codeSigning";
const CA_CONFIG = `
[ca]
default_ca=d
[d]
new_certs_dir=certs
database=index.txt
serial=serial
default_md=sha384
unique_subject=no
policy=p
[p]
commonName=supplied
`;

interface Chain {
  readonly root: Buffer;
  readonly regional: Buffer;
  /** The root's key and name again, but certified by the regional authority. */
  readonly cross: Buffer;
  readonly signer: Buffer;
  readonly signerKey: Buffer;
}
const chains = new Map<string, Chain>();

/** Has openssl make keys and certificates; each kind of chain once. */
function makeChain(variant: ChainVariant): Chain {
  const kind = JSON.stringify(variant);
  const known = chains.get(kind);
  if (known) return known;

  const key = (name: string, curve = "P-384") =>
    `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:${curve} -out ${name}.key`;
  const certify = (name: string, issuer: string, start = "20200101000000Z", end = "21200101000000Z") => [
    `openssl req -new -key ${name}.key -subj /CN=${name.replace("cross", "root")} -out ${name}.csr`,
    `openssl ca -batch -notext -rand_serial -config ca.conf -in ${name}.csr -out ${name}.pem -startdate ${start} ` +
      `-enddate ${end} -extfile ${name}.ext -keyfile ${issuer}.key ${issuer === name ? "-selfsign" : `-cert ${issuer}.pem`}`,
    `openssl x509 -in ${name}.pem -outform DER -out ${name}.der`,
  ];
  const script = [
    "set -e; mkdir certs; touch index.txt",
    ...["root", "regional"].map((name) => key(name)),
    key("signer", variant.curve),
    ...certify("root", "root"),
    ...certify("regional", "root"),
    ...certify(
      "signer",
      "regional",
      variant.signerStart ?? "20260928000000Z",
      variant.signerEnd ?? "20261001000000Z",
    ),
    "cp root.key cross.key; cp root.ext cross.ext",
    ...certify("cross", "regional"),
    "for file in root.der regional.der signer.der cross.der signer.key; do openssl base64 -A -in $file; echo; done",
  ];
  const files = {
    "root.ext": variant.rootExtensions ?? CA,
    "regional.ext": variant.regionalExtensions ?? CA,
    "signer.ext": variant.signerExtensions ?? SIGNER,
    "ca.conf": CA_CONFIG,
  };
  const [root, regional, signer, cross, signerKey] = runWith(files, "sh", "-c", script.join("\n"))
    .trim()
    .split("\n")
    .map((line) => Buffer.from(line, "base64")) as [Buffer, Buffer, Buffer, Buffer, Buffer];
  const chain = { root, regional, signer, cross, signerKey };
  chains.set(kind, chain);
  return chain;
}

/** The verdict on a package signed with openssl, when openssl's root is trusted, or nobody. */
async function verdictOn(variant: Variant = {}, trusted: "root" | "nobody" = "root") {
  const chain = makeChain(variant.chain ?? {});
  const source = fromBuffer(await pack([...ITEMS, ["META_INF/", ""]]));
  const archive = await readArchive(source);
  const usual = attributesFor(await contentDigest(source, archive.entries));
  const attributes = Object.values(variant.attributes?.(usual) ?? usual)
    .flatMap((attribute) => (attribute ? [sequence(attribute[0]!, set(...attribute.slice(1)))] : []))
    .sort((a, b) => Buffer.compare(a, b));
  const signature = Buffer.from(
    runWith(
      { attributes: set(...attributes), key: chain.signerKey },
      "openssl",
      "dgst",
      "-sha384",
      "-sign",
      "key",
      "attributes",
    ),
    "latin1",
  );

  const signerInfo = sequence(
    ONE,
    issuerAndSerialNumber(chain.signer),
    variant.digestAlgorithm ?? SHA384,
    tlv(0xa0, ...attributes),
    ECDSA_WITH_SHA384,
    tlv(0x04, signature),
  );
  const signedData = sequence(
    ONE,
    set(SHA384),
    sequence(ID_DATA, ...(variant.eContent ? [tlv(0xa0, tlv(0x04, variant.eContent))] : [])),
    tlv(0xa0, ...(variant.certificates ?? ["signer", "regional", "root"]).map((name) => chain[name])),
    set(signerInfo),
  );
  const pem = toPem(sequence(ID_SIGNED_DATA, tlv(0xa0, signedData)));
  const tail = appendEntries(archive, [{ name: SIGNATURE_FILE, body: Buffer.from(pem) }], CLAIMS.signedAt);
  const zip = Buffer.concat([await source.read(0, archive.directoryOffset), tail]);
  return verifyArchive(fromBuffer(zip), { trustedRoots: trusted === "root" ? [chain.root] : [] });
}

/** Cut out of a version 3 certificate: SEQUENCE { SEQUENCE { [0] version, serial, algorithm, issuer, … } … }. */
function issuerAndSerialNumber(certificate: Buffer): Buffer {
  const next = (bytes: Buffer): [whole: Buffer, content: Buffer] => {
    const long = bytes[1]! & 0x80 ? bytes[1]! & 0x7f : 0;
    const length = long ? bytes.readUIntBE(2, long) : bytes[1]!;
    return [bytes.subarray(0, 2 + long + length), bytes.subarray(2 + long, 2 + long + length)];
  };
  let rest = next(next(certificate)[1])[1];
  const fields: Buffer[] = [];
  for (let index = 0; index < 4; index++) {
    const [whole] = next(rest);
    fields.push(whole);
    rest = rest.subarray(whole.length);
  }
  return sequence(fields[3]!, fields[1]!);
}

describe("a signature made by openssl", () => {
  testWith("openssl", "in AWS Signer's form is accepted", async () => {
    expect(await verdictOn()).toMatchObject({ status: "signed", ...CLAIMS });
  });

  testWith(
    "openssl",
    "is accepted with its certificates in another order, or without the trusted root",
    async () => {
      const reversed = await verdictOn({ certificates: ["root", "regional", "signer"] });
      expect(reversed).toMatchObject({ status: "signed" });
      expect(await verdictOn({ certificates: ["signer", "regional"] })).toMatchObject({ status: "signed" });
    },
  );

  testWith("openssl", "is accepted without the attribute that names the algorithms", async () => {
    const attributes = (usual: Attributes) => ({ ...usual, protection: undefined });
    expect(await verdictOn({ attributes })).toMatchObject({ status: "signed" });
  });

  const without = (name: string) => (usual: Attributes) => ({ ...usual, [name]: undefined });
  const with_ =
    (name: string, ...values: Buffer[]) =>
    (usual: Attributes) => ({
      ...usual,
      [name]: [usual[name]![0]!, ...values],
    });
  const refused: Record<string, [Variant, string]> = {
    "without the expiry": [
      { attributes: without("expiry") },
      'attributes "signatureExpiry" (1.3.187.137.1.3): 1, got: none',
    ],
    "without the job": [{ attributes: without("job") }, '"signingJobArn" (1.3.187.137.1.2): 1, got: none'],
    "without the profile": [
      { attributes: without("profile") },
      '"signingProfileVersionArn" (1.3.187.137.1.4)',
    ],
    "without a signing time": [
      { attributes: without("signingTime") },
      '"signingTime" (1.2.840.113549.1.9.5)',
    ],
    "without a digest": [{ attributes: without("messageDigest") }, '"messageDigest" (1.2.840.113549.1.9.4)'],
    "with two profiles": [
      { attributes: (usual) => ({ ...usual, second: [usual.profile![0]!, utf8("arn:another")] }) },
      '"signingProfileVersionArn" (1.3.187.137.1.4): 1, got: 2',
    ],
    "with two values of one attribute": [
      { attributes: with_("profile", utf8("arn:one"), utf8("arn:two")) },
      'values of the signed attribute "signingProfileVersionArn": 1, got: 2',
    ],
    "with a UTCTime, as openssl cms writes it": [
      { attributes: with_("signingTime", utcTime("260928091926Z")) },
      '"signingTime" is not a GeneralizedTime',
    ],
    "with a time that is none": [
      { attributes: with_("expiry", generalizedTime("20371328091926Z")) },
      '"signatureExpiry" is not a GeneralizedTime',
    ],
    "with an ARN of another string type": [
      { attributes: with_("job", text(0x13)("arn")) },
      '"signingJobArn" is not a UTF8String',
    ],
    "with another content type": [
      { attributes: with_("contentType", ID_SIGNED_DATA) },
      "Expected contentType",
    ],
    "that protects other algorithms": [
      { attributes: with_("protection", sequence(SHA256, tlv(0xa1, oid("2a8648ce3d040303")))) },
      "The algorithms that the signature protects are not those that it uses",
    ],
    "with SHA-256": [{ digestAlgorithm: SHA256 }, "Expected digest algorithm: 2.16.840.1.101.3.4.2.2"],
    "with the content inside": [
      { eContent: Buffer.from("other") },
      "Expected content inside the signature: none",
    ],
    "with a P-256 key": [{ chain: { curve: "P-256" } }, "Expected a signer with a P-384 key"],
  };
  for (const [form, [variant, reason]] of Object.entries(refused)) {
    testWith("openssl", `${form} is invalid`, async () => {
      expect(await verdictOn(variant)).toEqual({
        status: "invalid",
        reason: expect.stringContaining(reason) as string,
      });
    });
  }
});

describe("a chain is invalid", () => {
  const chains: Record<string, [ChainVariant, string]> = {
    "whose signer expired before the signing": [
      { signerStart: "20260901000000Z", signerEnd: "20260928091925Z" },
      'Certificate "CN=signer" is valid from',
    ],
    "whose signer wasn't valid yet": [
      { signerStart: "20260928091927Z" },
      'Certificate "CN=signer" is valid from',
    ],
    "whose signer isn't for code signing": [
      { signerExtensions: "keyUsage=digitalSignature\nextendedKeyUsage=serverAuth" },
      "may not sign code",
    ],
    "whose signer has no extended key usage": [
      { signerExtensions: "keyUsage=digitalSignature" },
      "may not sign code",
    ],
    "whose signer may not sign data": [
      { signerExtensions: "keyUsage=keyAgreement\nextendedKeyUsage=codeSigning" },
      "may not sign code",
    ],
    "whose issuer is no authority": [
      { regionalExtensions: "basicConstraints=CA:FALSE" },
      'Certificate "CN=regional" may not sign certificates',
    ],
    "whose issuer may not sign certificates": [
      { regionalExtensions: "basicConstraints=critical,CA:TRUE\nkeyUsage=cRLSign" },
      'Certificate "CN=regional" may not sign certificates',
    ],
    "that is longer than its root allows": [
      { rootExtensions: "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=keyCertSign" },
      'Certificate "CN=root" allows 0 authorities below it, got 1',
    ],
    "with a critical extension that isn't processed": [
      { regionalExtensions: `${CA}\nnameConstraints=critical,permitted;DNS:example.com` },
      "unknown critical extension 2.5.29.30",
    ],
  };
  for (const [name, [chain, reason]] of Object.entries(chains)) {
    testWith("openssl", name, async () => {
      expect(await verdictOn({ chain })).toEqual({
        status: "invalid",
        reason: expect.stringContaining(reason) as string,
      });
    });
  }

  testWith("openssl", "that goes in a circle, unless a trusted root cuts it", async () => {
    const certificates: Variant["certificates"] = ["signer", "regional", "cross"];
    expect(await verdictOn({ certificates }, "nobody")).toEqual({
      status: "invalid",
      reason: "The certificates of the signature vouch for each other in a circle.",
    });
    expect(await verdictOn({ certificates })).toMatchObject({ status: "signed" });
  });

  testWith("openssl", "without the signer's certificate", async () => {
    expect(await verdictOn({ certificates: ["regional", "root"] })).toEqual({
      status: "invalid",
      reason: "The signer's certificate is not in the signature.",
    });
  });

  testWith("openssl", "with a link missing", async () => {
    expect(await verdictOn({ certificates: ["signer", "root"] })).toEqual({
      status: "invalid",
      reason: 'The issuer of certificate "CN=signer" is not in the signature.',
    });
  });
});
