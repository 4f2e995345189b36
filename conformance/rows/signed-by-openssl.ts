import { X509Certificate } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fromBuffer, verifyArchive } from "../../signature";
import { runCommand } from "../../toolchain";
import { oid, sequence, setOf, tlv } from "../clients/der";
import { expectEqual, expectMembers } from "../expect";
import { type Item, pack } from "../packages";
import { rowsOf } from "../row";
import type { Stage } from "../stage";
import { contentDigest, sha384, SIGNATURE_FILE } from "./signed-package";

const SHA384 = sequence(oid("2.16.840.1.101.3.4.2.2"));
const ECDSA_SHA384 = sequence(oid("1.2.840.10045.4.3.3"));
const JOB = "arn:aws:signer:us-east-1:123456789012:/signing-jobs/0af5b0a8-3a94-4a29-8e5d-1d2b2b9a3c11";
const PROFILE = "arn:aws:signer:us-east-1:123456789012:/signing-profiles/claims/UqFTRcZGNs";

const version1 = tlv(0x02, Buffer.from([1]));
const data = oid("1.2.840.113549.1.7.1");
const utf8 = (text: string): Buffer => tlv(0x0c, Buffer.from(text));
const generalizedTime = (date: Date): Buffer =>
  tlv(0x18, Buffer.from(date.toISOString().replace(/[-:T]|\.\d+/g, "")));
const attribute = (type: string, value: Buffer): Buffer => sequence(oid(type), setOf(value));

const EXTENSIONS = `
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = codeSigning
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
`;

/** Keys and certificates of a root, an authority below it and a signer, all made by openssl. */
async function makeChain(stage: Stage, folder: string): Promise<readonly X509Certificate[]> {
  const openssl = (...args: string[]) =>
    runCommand("openssl", args, { cwd: folder, timeoutMs: 60_000, signal: stage.signal });
  await writeFile(join(folder, "extensions.cnf"), EXTENSIONS);
  const issue = async (name: string, issuer: string, section: string) => {
    await openssl("ecparam", "-name", "secp384r1", "-genkey", "-noout", "-out", `${name}.key`);
    await openssl(
      "req",
      "-new",
      "-key",
      `${name}.key`,
      "-subj",
      `/O=Conformance/CN=${name}`,
      "-out",
      `${name}.csr`,
    );
    const by =
      name === issuer
        ? ["-signkey", `${name}.key`]
        : ["-CA", `${issuer}.pem`, "-CAkey", `${issuer}.key`, "-CAcreateserial"];
    const with_ = ["-sha384", "-days", "7", "-extfile", "extensions.cnf", "-extensions", section];
    await openssl("x509", "-req", "-in", `${name}.csr`, ...by, ...with_, "-out", `${name}.pem`);
    return new X509Certificate(await readFile(join(folder, `${name}.pem`)));
  };
  const root = await issue("root", "root", "authority");
  const authority = await issue("authority", "root", "authority");
  return [await issue("signer", "authority", "leaf"), authority, root];
}

/** Issuer and serial number of a certificate, cut out of its own bytes. */
function issuerAndSerial({ raw }: X509Certificate): Buffer {
  const tbs = elementsOf(elementsOf(raw)[0]!);
  const [serial, , issuer] = tbs.slice(tbs[0]![0] === 0xa0 ? 1 : 0);
  return sequence(issuer!, serial!);
}

/** The elements inside of one. */
function elementsOf(der: Buffer): Buffer[] {
  const elements: Buffer[] = [];
  for (let at = headerOf(der, 0).header; at < der.length;) {
    const { header, length } = headerOf(der, at);
    elements.push(der.subarray(at, at + header + length));
    at += header + length;
  }
  return elements;
}

function headerOf(der: Buffer, at: number): { header: number; length: number } {
  const first = der[at + 1]!;
  if (first < 0x80) return { header: 2, length: first };
  const bytes = first & 0x7f;
  return { header: 2 + bytes, length: der.readUIntBE(at + 2, bytes) };
}

/** A package in AWS's form, whose certificates and signature openssl made; only their assembly is done here. */
async function signedByOpenssl(stage: Stage, items: readonly Item[]) {
  const folder = await stage.folder("openssl");
  const chain = await makeChain(stage, folder);
  const entries: Item[] = [...items, ["META_INF/", ""]];
  const inner = await contentDigest(stage, await pack(entries));
  const now = new Date();
  const attributes = [
    attribute("1.2.840.113549.1.9.3", data),
    attribute("1.2.840.113549.1.9.4", tlv(0x04, sha384(inner))),
    attribute("1.2.840.113549.1.9.5", generalizedTime(now)),
    attribute("1.3.187.137.1.3", generalizedTime(new Date(now.getTime() + 86_400_000))),
    attribute("1.3.187.137.1.2", utf8(JOB)),
    attribute("1.3.187.137.1.4", utf8(PROFILE)),
    attribute("1.2.840.113549.1.9.52", sequence(SHA384, tlv(0xa1, ECDSA_SHA384.subarray(2)))),
  ];
  const signedAttributes = setOf(...attributes);
  await writeFile(join(folder, "attributes.der"), signedAttributes);
  const sign = ["dgst", "-sha384", "-sign", "signer.key", "-out", "signature.der", "attributes.der"];
  await runCommand("openssl", sign, { cwd: folder, timeoutMs: 60_000, signal: stage.signal });
  const signerInfo = sequence(
    version1,
    issuerAndSerial(chain[0]!),
    SHA384,
    Buffer.concat([Buffer.from([0xa0]), signedAttributes.subarray(1)]),
    ECDSA_SHA384,
    tlv(0x04, await readFile(join(folder, "signature.der"))),
  );
  const certificates = tlv(0xa0, ...chain.map(({ raw }) => raw));
  const signedData = sequence(version1, tlv(0x31, SHA384), sequence(data), certificates, setOf(signerInfo));
  const outer = [
    Buffer.from([0x30, 0x80]),
    oid("1.2.840.113549.1.7.2"),
    Buffer.from([0xa0, 0x80]),
    signedData,
    Buffer.alloc(4),
  ];
  const base64 = Buffer.concat(outer).toString("base64").replace(/.{64}/g, "$&\n").trimEnd();
  const pem = `-----BEGIN PKCS7-----\n${base64}\n-----END PKCS7-----\n`;
  await writeFile(join(folder, "sf.pem"), pem);
  await writeFile(join(folder, "inner.bin"), inner);
  const verify = ["cms", "-verify", "-inform", "PEM", "-in", "sf.pem", "-content", "inner.bin", "-binary"];
  const trust = ["-CAfile", "root.pem", "-purpose", "any", "-out", "content"];
  await runCommand("openssl", [...verify, ...trust], {
    cwd: folder,
    timeoutMs: 60_000,
    signal: stage.signal,
  });
  return { entries, signatureFile: [SIGNATURE_FILE, pem] as Item, root: chain[2]!.raw };
}

export const SIGNED_BY_OPENSSL = rowsOf("Signer", "zip", {
  "openssl-signed-is-accepted": {
    grade: "measured live",
    client: "openssl (its chain and `dgst -sign`; as it can't add attributes, they are assembled around it)",
    needs: "openssl",
    claim:
      "The project's verifier accepts what openssl signed in this form, and refuses it when the code is changed.",
    show: async (stage) => {
      const handler: Item = ["index.js", "exports.handler = async () => 'hello';\n"];
      const { entries, signatureFile, root } = await signedByOpenssl(stage, [handler, ["lib/", ""]]);
      const verdict = async (items: readonly Item[]) =>
        verifyArchive(fromBuffer(await pack(items)), { trustedRoots: [root] });
      const sound = await verdict([...entries, signatureFile]);
      expectMembers("the verdict", sound, {
        status: "signed",
        signingJobArn: JOB,
        signingProfileVersionArn: PROFILE,
      });
      const other = entries.map(([name, body]): Item => [name, name === "index.js" ? "harmful" : body]);
      expectEqual("the verdict on other code", (await verdict([...other, signatureFile])).status, "invalid");
    },
  },
});
