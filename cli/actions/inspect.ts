import { createHash } from "node:crypto";
import { basename } from "node:path";
import {
  type ArchiveEntry,
  contentDigest,
  MalformedArchiveError,
  readArchive,
  SIGNATURE_FILE,
} from "../../signature";
import { isJobId, parseJobArn } from "../aws/arns";
import type { Result } from "../output/output";
import { formatTree, type Tree } from "../output/tree";
import { formatBytes, formatCount, formatExpiry, formatTime } from "../output/units";
import { type FileSource, openFile } from "../packages/file-source";
import { type PackageFacts, readPackage } from "../packages/package-facts";
import type { Session } from "../session";
import { awsRoot } from "../trust/roots";
import type { InspectOptions } from "../verbs/inspect";
import { inspectJob } from "./inspect-job";

const FIRST_ENTRIES = 20;

export async function inspect(session: Session, target: string, options: InspectOptions): Promise<Result> {
  const arn = parseJobArn(target);
  if (arn || isJobId(target)) {
    return inspectJob(session, arn ?? { jobId: target, arn: target });
  }
  const source = await openFile(target);
  try {
    return await inspectFile(session, target, source, options);
  } finally {
    await source.close();
  }
}

async function inspectFile(
  { io }: Session,
  path: string,
  source: FileSource,
  options: InspectOptions,
): Promise<Result> {
  const facts = await readPackage(source, [awsRoot()]);
  const content = await readContent(source);
  const outcome = facts.status === "invalid" ? "integrity" : "fine";
  return {
    outcome,
    verdict: `${path}: ${facts.status === "invalid" ? `integrity: ${facts.reason}` : facts.status}`,
    json: {
      file: path,
      package: facts,
      digest: content?.digest,
      entries: content?.entries.map((entry) => ({
        name: entry.name.toString("utf8"),
        sizeInBytes: entry.uncompressedSize,
        compressedSizeInBytes: entry.compressedSize,
        compression: compressionOf(entry),
      })),
    },
    text: () =>
      formatTree({
        label: `${basename(path)} (${formatBytes(facts.sizeInBytes)})`,
        children: [
          ...(content ? [{ label: `digest ${content.digest}` }] : []),
          signatureTree(facts, io.now()),
          ...(content ? [entriesTree(content.entries, options.allEntries ?? false)] : []),
        ],
      }),
  };
}

interface Content {
  readonly entries: readonly ArchiveEntry[];
  /** SHA-384 of the SHA-384 over all entries, in hex: the signature's message digest. */
  readonly digest: string;
}

/** @returns `undefined` for what is no sound ZIP */
async function readContent(source: FileSource): Promise<Content | undefined> {
  try {
    const { entries } = await readArchive(source);
    const signed = await contentDigest(source, entries);
    return { entries, digest: createHash("sha384").update(signed).digest("hex") };
  } catch (error) {
    if (error instanceof MalformedArchiveError) return undefined;
    throw error;
  }
}

function signatureTree(facts: PackageFacts, now: Date): Tree {
  if (facts.status === "unsigned") return { label: "no signature" };
  if (facts.status === "invalid") return { label: `invalid: ${facts.reason}` };
  const { signature } = facts;
  return {
    label: `signature ${SIGNATURE_FILE}`,
    children: [
      { label: "its content is what was signed" },
      { label: "algorithm ECDSA P-384 with SHA-384, CMS SignedData" },
      { label: `job ${signature.signingJobArn}` },
      { label: `publisher ${signature.signingProfileVersionArn}` },
      { label: `signed ${formatTime(signature.signedAt)}` },
      { label: `expires ${formatExpiry(signature.expiresAt, now)}` },
      {
        label: "certificates, the signer's first",
        children: signature.certificates.map(({ subject, serialNumber, validFrom, validTo, sha256 }) => ({
          label: subject,
          children: [
            { label: `serial number ${serialNumber}` },
            { label: `valid ${formatTime(validFrom)} to ${formatTime(validTo)}` },
            { label: `SHA-256 ${sha256}` },
          ],
        })),
      },
      { label: `root ${signature.rootTrustedBy ?? "not AWS Signer's known one"}` },
    ],
  };
}

function entriesTree(entries: readonly ArchiveEntry[], all: boolean): Tree {
  const shown = all ? entries : entries.slice(0, FIRST_ENTRIES);
  const hidden = entries.length - shown.length;
  const bytes = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
  return {
    label: `${entries.length} ${entries.length === 1 ? "entry" : "entries"}, ${formatBytes(bytes)} unpacked`,
    children: [
      ...shown.map((entry) => ({
        label: `${entry.name.toString("utf8")}  ${formatBytes(entry.uncompressedSize)}, ${compressionOf(entry)}`,
      })),
      ...(hidden > 0 ? [{ label: `and ${formatCount(hidden)} more (--all-entries)` }] : []),
    ],
  };
}

const compressionOf = ({ method }: ArchiveEntry): string => (method === 0 ? "stored" : "deflated");
