import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, rename, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { packageDirectory, PackagingError } from "../../packaging";
import {
  contentDigest,
  MalformedArchiveError,
  readArchive,
  SIGNATURE_FILE,
  SIGNATURE_FOLDER,
} from "../../signature";
import { currentVersion, fetchObject, upload } from "../aws/artifacts";
import { SigningFacts } from "../aws/signing-facts";
import { startJob, waitForJob } from "../aws/signing-job";
import { Failure } from "../failure";
import type { Result } from "../output/output";
import { formatPairs } from "../output/table";
import { formatBytes, formatExpiry } from "../output/units";
import { openFile } from "../packages/file-source";
import { readPackage } from "../packages/package-facts";
import { withTemporaryFolder } from "../packages/temporary-folder";
import type { Session } from "../session";
import { awsRoot } from "../trust/roots";
import type { SignOptions } from "../verbs/sign";

interface Package {
  readonly path: string;
  readonly name: string;
  readonly sizeInBytes: number;
  /** Base64. */
  readonly sha256: string;
}

export const sign = (session: Session, target: string, options: SignOptions): Promise<Result> =>
  withTemporaryFolder((folder) => signIn(folder, session, target, options));

async function signIn(
  folder: string,
  session: Session,
  target: string,
  options: SignOptions,
): Promise<Result> {
  const { output, io } = session;
  const timeoutMs = readTimeout(options.timeout);
  const unsigned = await packageOf(target, folder);
  const clients = await session.clients();
  const signing = new SigningFacts(clients);

  const { bucket, prefix } = options;
  const key = `${prefix}unsigned/${unsigned.name}-${Buffer.from(unsigned.sha256, "base64").toString("hex")}.zip`;
  output.note(`Uploading ${formatBytes(unsigned.sizeInBytes)} to s3://${bucket}/${key}`);
  const progress = output.progress("Uploading", unsigned.sizeInBytes);
  const source = await upload(clients, unsigned, { bucket, key }, (count) => progress.add(count)).finally(
    () => progress.done(),
  );

  const jobId = await startJob(signing, {
    source,
    signedPrefix: `${prefix}signed/${unsigned.name}/`,
    profileName: options.signingProfile,
    profileOwner: options.profileOwner,
  });
  output.note(`Waiting for the signing job ${jobId}`);
  const job = await waitForJob(signing, jobId, timeoutMs);
  const signed = job.signedObject?.s3;
  if (!signed?.bucketName || !signed.key) {
    throw new Failure(
      "internal",
      `The signing job ${jobId} succeeded, but Signer doesn't say where it wrote.`,
    );
  }
  const object = { bucket: signed.bucketName, key: signed.key };
  const version = await currentVersion(clients, object);
  if (options.out !== undefined) {
    const downloaded = join(folder, "signed.zip");
    await fetchObject(clients, object, version, downloaded);
    await checkSigned(unsigned.path, downloaded, jobId);
    await moveTo(downloaded, options.out);
  }
  const expiresAt = job.signatureExpiresAt;
  return {
    outcome: "fine",
    verdict: `${target}: signed by job ${jobId}`,
    json: {
      source: target,
      unsignedObject: source,
      signedObject: { ...object, version },
      jobId,
      profileName: job.profileName,
      profileVersion: job.profileVersion,
      signatureExpiresAt: expiresAt,
      file: options.out,
    },
    text: () =>
      formatPairs(
        [
          ["signed", `s3://${object.bucket}/${object.key}`],
          ["version", version ?? "not known"],
          ["profile", `${job.profileName}, version ${job.profileVersion}`],
          ...(expiresAt ? [["expires", formatExpiry(expiresAt, io.now())] as const] : []),
          ...(options.out === undefined ? [] : [["file", options.out] as const]),
        ],
        "",
      ),
  };
}

function readTimeout(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= 86_400)) {
    throw new Failure("usage", `Expected --timeout to be a number of seconds up to 86400, got: '${text}'.`);
  }
  return seconds * 1000;
}

async function packageOf(target: string, folder: string): Promise<Package> {
  const isFolder = await stat(target).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) return packed(target, folder);

  const source = await openFile(target);
  try {
    await checkSignable(target);
    const hash = createHash("sha256");
    await pipeline(createReadStream(target), hash);
    // Part of a key: whatever the file is called, it names one object.
    const name = basename(target)
      .replace(/\.zip$/i, "")
      .replace(/[^A-Za-z0-9._-]+/g, "-");
    return { path: target, name, sizeInBytes: source.size, sha256: hash.digest("base64") };
  } finally {
    await source.close();
  }
}

async function packed(directory: string, outputDirectory: string): Promise<Package> {
  try {
    const { path, name, sizeInBytes, sha256 } = await packageDirectory({ directory, outputDirectory });
    return { path, name, sizeInBytes, sha256: Buffer.from(sha256, "hex").toString("base64") };
  } catch (error) {
    if (error instanceof PackagingError) throw new Failure("usage", error.message, { cause: error });
    throw error;
  }
}

/** What Signer would fail a job for is found before anything is uploaded. */
async function checkSignable(path: string): Promise<void> {
  const source = await openFile(path);
  try {
    const { entries } = await readArchive(source);
    if (entries.length === 0) {
      throw new Failure("integrity", `'${path}' is an empty ZIP: Signer signs none. Check what was packed.`);
    }
    if (entries.some(({ name }) => name.equals(Buffer.from(SIGNATURE_FILE)))) {
      throw new Failure(
        "usage",
        `'${path}' already has a signature (${SIGNATURE_FILE}), and Signer signs none twice. Sign the package as it was ` +
          `before; \`signed-lambda inspect\` shows who signed this one.`,
      );
    }
    await contentDigest(source, entries);
  } catch (error) {
    if (!(error instanceof MalformedArchiveError)) throw error;
    throw new Failure("integrity", `'${path}' is not a sound ZIP: ${error.message}`, { cause: error });
  } finally {
    await source.close();
  }
}

/** The signed package must be what was sent, and of this job. Whether its root is trusted is for `verify` to say. */
async function checkSigned(unsignedPath: string, signedPath: string, jobId: string): Promise<void> {
  const [unsigned, signed] = await Promise.all([openFile(unsignedPath), openFile(signedPath)]);
  try {
    const facts = await readPackage(signed, [awsRoot()]);
    if (facts.status !== "signed" || !facts.signature.signingJobArn.endsWith(`/${jobId}`)) {
      throw new Failure(
        "integrity",
        `What the signing job ${jobId} wrote is not a package that it signed: ${facts.status}${"reason" in facts ? `, ${facts.reason}` : ""}.`,
      );
    }
    const [before, after] = await Promise.all([readArchive(unsigned), readArchive(signed)]);
    // Signer appends a folder, where it isn't there yet, and the signature.
    const kept = after.entries.slice(0, before.entries.length);
    const digests = await Promise.all([contentDigest(unsigned, before.entries), contentDigest(signed, kept)]);
    const added = after.entries.slice(before.entries.length).map(({ name }) => name.toString());
    const isForeign = added.some((name) => name !== SIGNATURE_FOLDER && name !== SIGNATURE_FILE);
    if (isForeign || !digests[0].equals(digests[1])) {
      throw new Failure("integrity", `What the signing job ${jobId} signed is not what was sent to it.`);
    }
  } finally {
    await Promise.all([unsigned.close(), signed.close()]);
  }
}

/** Also to another file system, and never half. */
async function moveTo(from: string, to: string): Promise<void> {
  const temporary = `${to}.part`;
  try {
    await copyFile(from, temporary);
    await rename(temporary, to);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new Failure(
      "usage",
      `Expected --out to name a file that can be written: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  }
}
