import { createHash } from "node:crypto";
import { runWith } from "../clients/programs";
import { Deviation } from "../expect";
import type { Signed } from "../fixtures";
import { type Item, pack, unpack } from "../packages";
import type { Stage } from "../stage";

export const SIGNATURE_FILE = "META_INF/aws_signer_signature_v1.0.SF";

const ITEMS: readonly Item[] = [
  ["index.js", "exports.handler = async () => 'hello';\n"],
  ["lib/", ""],
  ["lib/große-tabelle.json", JSON.stringify({ rows: Array.from({ length: 300 }, (_, row) => row) })],
  ["lib/empty", ""],
];

/** A package, what a signing job made of it, and the signature in it. */
export interface SignedSample extends Signed {
  readonly source: Buffer;
  /** The signature file's text. */
  readonly pem: string;
  readonly der: Buffer;
  readonly profileVersionArn: string;
}

const samples = new WeakMap<Stage, Promise<SignedSample>>();

/** The same for all rows of a stage. */
export function signedSample(stage: Stage): Promise<SignedSample> {
  let sample = samples.get(stage);
  if (!sample) {
    sample = makeSample(stage);
    samples.set(stage, sample);
  }
  return sample;
}

async function makeSample({ fixtures }: Stage): Promise<SignedSample> {
  const source = await pack(ITEMS);
  const profile = await fixtures.profile();
  const signed = await fixtures.sign(source, profile);
  return { ...signed, ...(await signatureOf(signed.zip)), source, profileVersionArn: profile.versionArn };
}

export async function signatureOf(zip: Buffer): Promise<{ pem: string; der: Buffer }> {
  const entry = (await unpack(zip)).find(({ name }) => name === SIGNATURE_FILE);
  if (!entry) throw new Deviation("the signed package's entries", SIGNATURE_FILE, "none of that name");
  const pem = entry.body.toString();
  return { pem, der: Buffer.from(pem.replace(/-----[^-]+-----/g, ""), "base64") };
}

/** AWS's digest rule, by Python's own zipfile and hashlib: prints the 48 bytes that are signed, in hex. */
const CONTENT_DIGEST = `
import hashlib, zipfile
digest = hashlib.sha384()
archive = zipfile.ZipFile("a.zip")
for entry in archive.infolist():
    if entry.filename != "${SIGNATURE_FILE}":
        digest.update(entry.filename.encode("utf-8"))
        digest.update(archive.read(entry))
print(digest.hexdigest(), end="")
`;

export async function contentDigest(stage: Stage, zip: Buffer): Promise<Buffer> {
  const { stdout, stderr } = await runWith(
    stage,
    { "a.zip": zip, "digest.py": CONTENT_DIGEST },
    stage.python,
    "digest.py",
  );
  if (stdout.length !== 96) throw new Deviation("Python's digest of the package", "96 hex digits", stderr);
  return Buffer.from(stdout, "hex");
}

export const sha384 = (bytes: Buffer): Buffer => createHash("sha384").update(bytes).digest();

/** `openssl asn1parse` of the signature: one element a line. */
export async function asn1(stage: Stage, pem: string): Promise<string[]> {
  const { stdout, stderr } = await runWith(
    stage,
    { "sf.pem": pem },
    "openssl",
    "asn1parse",
    "-inform",
    "PEM",
    "-in",
    "sf.pem",
  );
  if (stdout === "") throw new Deviation("openssl asn1parse", "the signature's elements", stderr);
  return stdout.trim().split("\n");
}

/** `openssl cms -cmsout -print`: the signature's members by name. */
export async function cmsPrint(stage: Stage, pem: string): Promise<string> {
  const { stdout, stderr } = await runWith(
    stage,
    { "sf.pem": pem },
    ...(["openssl", "cms", "-cmsout", "-print", "-inform", "PEM", "-in", "sf.pem", "-noout"] as const),
  );
  if (!stdout.includes("CMS_ContentInfo"))
    throw new Deviation("openssl cms -cmsout", "CMS_ContentInfo", stderr);
  return stdout;
}

export interface SignedAttribute {
  readonly oid: string;
  /** The ASN.1 type of its value, as openssl names it. */
  readonly type: string;
  readonly value: string;
  /** Its DER. */
  readonly der: Buffer;
}

/** OIDs by the names that openssl has for them. */
const OIDS: Readonly<Record<string, string>> = {
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingTime: "1.2.840.113549.1.9.5",
  CMSAlgorithmProtection: "1.2.840.113549.1.9.52",
  "id-aa-CMSAlgorithmProtection": "1.2.840.113549.1.9.52",
};

/** The signed attributes, in the order of the bytes. */
export async function signedAttributes(
  stage: Stage,
  { pem, der }: { pem: string; der: Buffer },
): Promise<SignedAttribute[]> {
  const elements = (await asn1(stage, pem)).map(parseElement);
  // The one SignerInfo is the last sequence of SignedData, and its attributes the [0] in it.
  const start = elements.map(({ type, depth }) => type === "cont [ 0 ]" && depth === 5).lastIndexOf(true);
  const set = elements[start];
  if (!set) throw new Deviation("signedAttrs", "a [0] in SignerInfo", "none");
  const inside = elements
    .slice(start + 1)
    .filter(({ offset }) => offset < set.offset + set.header + set.length);
  return inside.flatMap((element, at) => {
    if (element.depth !== set.depth + 1) return [];
    const [oid, , value] = inside.slice(at + 1);
    return [
      {
        oid: OIDS[oid!.value] ?? oid!.value,
        type: value!.type,
        value: value!.value,
        der: der.subarray(element.offset, element.offset + element.header + element.length),
      },
    ];
  });
}

const ELEMENT = /^\s*(\d+):d=(\d+)\s+hl=(\d+) l=\s*(\d+|inf)\s+(?:prim|cons): (.+?)\s*(?::(.*))?$/;

export interface Element {
  readonly offset: number;
  readonly depth: number;
  readonly header: number;
  readonly length: number;
  readonly type: string;
  readonly value: string;
}

export function parseElement(line: string): Element {
  const found = ELEMENT.exec(line.replace("[HEX DUMP]", ""));
  if (!found) throw new Deviation("a line of openssl asn1parse", ELEMENT, line);
  const [, offset, depth, header, length, type, value] = found;
  return {
    offset: Number(offset),
    depth: Number(depth),
    header: Number(header),
    length: length === "inf" ? Infinity : Number(length),
    type: type!,
    value: value ?? "",
  };
}

/** The certificates in a signature, as PEM, by openssl. */
export async function certificatesOf(stage: Stage, pem: string): Promise<string[]> {
  const { stdout } = await runWith(
    stage,
    { "sf.pem": pem },
    ...(["openssl", "pkcs7", "-print_certs", "-in", "sf.pem"] as const),
  );
  return stdout.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----\n/g) ?? [];
}

export async function certificateText(stage: Stage, certificate: string): Promise<string> {
  return (
    await runWith(stage, { "c.pem": certificate }, "openssl", "x509", "-in", "c.pem", "-noout", "-text")
  ).stdout;
}
