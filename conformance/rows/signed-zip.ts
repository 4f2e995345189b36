import { runWith } from "../clients/programs";
import { expectEqual, expectMatch, expectThat, text } from "../expect";
import { handlerThatAnswers, pack, unpack } from "../packages";
import { rowsOf } from "../row";
import type { Stage } from "../stage";
import {
  certificatesOf,
  certificateText,
  cmsPrint,
  contentDigest,
  sha384,
  SIGNATURE_FILE,
  signedAttributes,
  signedSample,
} from "./signed-package";

const measured = { grade: "measured live" as const };
const openssl = { ...measured, client: "openssl", needs: "openssl" as const };

/** Where the entries of a ZIP end, and its central directory begins. */
const entriesOf = (zip: Buffer): Buffer => zip.subarray(0, zip.readUInt32LE(zip.length - 22 + 16));

async function attribute(stage: Stage, oid: string) {
  return (await signedAttributes(stage, await signedSample(stage))).find((one) => one.oid === oid);
}

async function failedJob({ fixtures }: Stage, body: Buffer): Promise<void> {
  const { name } = await fixtures.profile();
  const control = await fixtures.job(await fixtures.put(await handlerThatAnswers("control")), name);
  expectEqual("status of a job on a sound package", control.status, "Succeeded");
  const job = await fixtures.job(await fixtures.put(body), name);
  expectEqual("status", job.status, "Failed");
  expectMatch("statusReason", job.statusReason, /./);
}

export const SIGNED_ZIP = [
  ...rowsOf("Signer", "zip", {
    "two-entries-are-added": {
      ...measured,
      claim:
        "Signing appends `META_INF/` (stored, empty) and the signature file (deflated) after the original entries.",
      client: "yauzl",
      show: async (stage) => {
        const { source, zip } = await signedSample(stage);
        const before = await unpack(source);
        const added = (await unpack(zip)).slice(before.length);
        expectEqual(
          "the added entries, with their compression methods",
          added.map(({ name, compressionMethod }) => [name, compressionMethod]),
          [
            ["META_INF/", 0],
            [SIGNATURE_FILE, 8],
          ],
        );
        expectEqual("the bytes of META_INF/", added[0]!.body.length, 0);
      },
    },
    "original-entries-are-copied": {
      ...measured,
      claim: "The original entries are copied to the byte and keep their order.",
      client: "yauzl",
      show: async (stage) => {
        const { source, zip } = await signedSample(stage);
        const original = entriesOf(source);
        expectThat(
          "the signed package begins with the original entries",
          zip.subarray(0, original.length).equals(original),
          "other bytes",
        );
        const names = async (one: Buffer) => (await unpack(one)).map(({ name }) => name);
        expectEqual("names", (await names(zip)).slice(0, -2), await names(source));
      },
    },
    "existing-folder-is-kept": {
      ...measured,
      claim: "A package that has `META_INF/` already gets the signature file alone.",
      client: "yauzl",
      show: async ({ fixtures }) => {
        const source = await pack([
          ["META_INF/", ""],
          ["index.js", "exports.handler = async () => 1;\n"],
        ]);
        const { zip } = await fixtures.sign(source, await fixtures.profile());
        expectEqual(
          "names",
          (await unpack(zip)).map(({ name }) => name),
          ["META_INF/", "index.js", SIGNATURE_FILE],
        );
      },
    },
    "signature-is-one-pem-block": {
      ...measured,
      claim: "The signature file is one PEM block `PKCS7`, without headers.",
      client: "yauzl",
      show: async (stage) =>
        expectMatch(
          "the file",
          (await signedSample(stage)).pem,
          /^-----BEGIN PKCS7-----\n(?:[A-Za-z0-9+/=]+\n)+-----END PKCS7-----\n?$/,
        ),
    },
    "outer-encoding-is-indefinite": {
      ...measured,
      claim: "Around SignedData the encoding is BER of indefinite length.",
      client: "yauzl",
      show: async (stage) => {
        const { der } = await signedSample(stage);
        expectEqual("how it begins", der.subarray(0, 15).toString("hex"), "308006092a864886f70d010702a080");
        expectEqual("how it ends", der.subarray(-4).toString("hex"), "00000000");
      },
    },
    "cms-is-detached-signed-data": {
      ...openssl,
      claim:
        "It is CMS SignedData version 1 of SHA-384, about id-data without the data, with one signer and no CRLs.",
      show: async (stage) => {
        const printed = await cmsPrint(stage, (await signedSample(stage)).pem);
        expectMatch(
          "CMS",
          printed,
          /contentType: pkcs7-signedData[\s\S]*?version: 1\s+digestAlgorithms:\s+algorithm: sha384 \(2\.16\.840\.1\.101\.3\.4\.2\.2\)\s+parameter: <ABSENT>\s+encapContentInfo:\s+eContentType: pkcs7-data[^\n]*\s+eContent: <ABSENT>/,
        );
        expectMatch("CRLs", printed, /crls:\s+<ABSENT>/);
        expectEqual("signers", printed.match(/issuerAndSerialNumber:/g)?.length, 1);
      },
    },
    "signer-info": {
      ...openssl,
      claim: "The signer is named by issuer and serial number, in version 1, with ecdsa-with-SHA384.",
      show: async (stage) => {
        const printed = await cmsPrint(stage, (await signedSample(stage)).pem);
        expectMatch(
          "signerInfos",
          printed,
          /signerInfos:\s+version: 1\s+d\.issuerAndSerialNumber:[\s\S]+?digestAlgorithm:\s+algorithm: sha384[\s\S]+signatureAlgorithm:\s+algorithm: ecdsa-with-SHA384 \(1\.2\.840\.10045\.4\.3\.3\)/,
        );
      },
    },
    "openssl-verifies": {
      ...openssl,
      claim:
        "The detached content is the SHA-384 over names and bodies: `openssl cms -verify` accepts it up to the root, and refuses other content.",
      show: async (stage) => {
        const { zip, pem } = await signedSample(stage);
        const inner = await contentDigest(stage, zip);
        const verify = (content: Buffer) =>
          runWith(
            stage,
            { "sf.pem": pem, "inner.bin": content, "root.pem": stage.rootCertificate },
            ...([
              "openssl",
              "cms",
              "-verify",
              "-inform",
              "PEM",
              "-in",
              "sf.pem",
              "-content",
              "inner.bin",
              "-binary",
            ] as const),
            ...(["-CAfile", "root.pem", "-purpose", "any", "-out", "content"] as const),
          );
        const verdict = await verify(inner);
        expectEqual("openssl's exit code", [verdict.code, verdict.stderr.includes("successful")], [0, true]);
        expectThat("openssl refuses other content", (await verify(Buffer.alloc(48))).code !== 0, "accepted");
      },
    },
    "message-digest-is-double": {
      ...openssl,
      claim: "The messageDigest attribute is the SHA-384 of that SHA-384.",
      client: "openssl, Python's zipfile and hashlib",
      show: async (stage) => {
        const { zip } = await signedSample(stage);
        const expected = sha384(await contentDigest(stage, zip))
          .toString("hex")
          .toUpperCase();
        const digest = await attribute(stage, "1.2.840.113549.1.9.4");
        expectEqual("messageDigest", [digest?.type, digest?.value], ["OCTET STRING", expected]);
      },
    },
    "signed-attributes": {
      ...openssl,
      claim: "There are seven signed attributes, sorted as DER sorts a SET, and no others.",
      show: async (stage) => {
        const attributes = await signedAttributes(stage, await signedSample(stage));
        expectEqual("OIDs", attributes.map(({ oid }) => oid).sort(), [
          ...[
            "1.2.840.113549.1.9.3",
            "1.2.840.113549.1.9.4",
            "1.2.840.113549.1.9.5",
            "1.2.840.113549.1.9.52",
          ],
          ...["1.3.187.137.1.2", "1.3.187.137.1.3", "1.3.187.137.1.4"],
        ]);
        const order = attributes.map(({ der }) => der);
        expectEqual(
          "their order",
          order,
          [...order].sort((one, other) => Buffer.compare(one, other)),
        );
      },
    },
    "signing-time-is-generalized": {
      ...openssl,
      claim:
        "Signing time and expiry (1.3.187.137.1.3) are GeneralizedTime with milliseconds; the expiry is the job's.",
      show: async (stage) => {
        const { jobId } = await signedSample(stage);
        const job = await stage.fixtures.signer("DescribeSigningJob", { jobId });
        // DER leaves zeros at the end of a fraction out.
        const form = /^\d{14}(\.\d{1,3})?Z$/;
        for (const oid of ["1.2.840.113549.1.9.5", "1.3.187.137.1.3"]) {
          const time = await attribute(stage, oid);
          expectEqual(`${oid}, type`, time?.type, "GENERALIZEDTIME");
          expectMatch(oid, time?.value, form);
        }
        const expiry = (await attribute(stage, "1.3.187.137.1.3"))!.value;
        const iso = expiry.replace(/^(....)(..)(..)(..)(..)(..)(.*)Z$/, "$1-$2-$3T$4:$5:$6$7Z");
        expectEqual(
          "the job's signatureExpiresAt",
          Date.parse(text(job, "signatureExpiresAt")),
          Date.parse(iso),
        );
      },
    },
    "arns-are-signed": {
      ...openssl,
      claim:
        "The ARNs of the job (1.3.187.137.1.2) and the profile version (1.3.187.137.1.4) are signed UTF8Strings.",
      show: async (stage) => {
        const { jobArn, profileVersionArn } = await signedSample(stage);
        for (const [oid, arn] of [
          ["1.3.187.137.1.2", jobArn],
          ["1.3.187.137.1.4", profileVersionArn],
        ] as const) {
          const one = await attribute(stage, oid);
          expectEqual(oid, [one?.type, one?.value], ["UTF8STRING", arn]);
        }
      },
    },
    "no-unsigned-attributes": {
      ...openssl,
      claim: "There are no unsigned attributes, so no timestamp of another authority.",
      show: async (stage) =>
        expectMatch(
          "unsignedAttrs",
          await cmsPrint(stage, (await signedSample(stage)).pem),
          /unsignedAttrs:\s+<ABSENT>/,
        ),
    },
    "leaf-certificate": {
      ...openssl,
      claim:
        "The signer's certificate is of a P-384 key, for digital signatures and code signing, and lives for days.",
      show: async (stage) => {
        const certificates = await certificatesOf(stage, (await signedSample(stage)).pem);
        const texts = await Promise.all(certificates.map((one) => certificateText(stage, one)));
        const leaf = texts.find((one) => one.includes("Code Signing"));
        expectMatch("leaf", leaf, /P-384/);
        expectMatch("leaf", leaf, /Key Usage: critical\s+Digital Signature\n/);
        const [from, to] = ["Not Before", "Not After ?"].map((name) =>
          Date.parse(new RegExp(`${name}: (.+)`).exec(leaf!)![1]!),
        );
        expectThat("it lives for less than 32 days", (to! - from!) / 86_400_000 < 32, leaf);
      },
    },
    "chain-of-four": {
      ...openssl,
      grade: "unconfirmed",
      claim: "The signature carries four certificates, from the leaf to the root.",
      show: async (stage) => {
        const certificates = await certificatesOf(stage, (await signedSample(stage)).pem);
        expectEqual("certificates", certificates.length, 4);
        const subjects = certificates.map((one) => one.replace(/\s/g, ""));
        expectThat(
          "the root is among them",
          subjects.includes(stage.rootCertificate.replace(/\s/g, "")),
          subjects,
        );
      },
    },
    "empty-package-fails": {
      grade: "documented",
      claim: "A job on an empty package fails; on a sound one it succeeds.",
      client: "boto3",
      show: async (stage) => failedJob(stage, await pack([])),
    },
    "signed-package-fails": {
      grade: "documented",
      claim: "A job on a package that has a signature already fails.",
      client: "boto3",
      show: async (stage) => failedJob(stage, (await signedSample(stage)).zip),
    },
    "malformed-package-fails": {
      grade: "documented",
      claim: "A job on what is no ZIP fails.",
      client: "boto3",
      show: (stage) => failedJob(stage, Buffer.from("this is no ZIP")),
    },
  }),
];
