// Started by the bench: signs a package, or verifies a signed one, reading it from disk piece by piece.
//   node run.mjs bench/sign-or-verify.ts sign|verify <package> <signed package> <file of the authority>
import { createWriteStream, existsSync } from "node:fs";
import { open, readFile, writeFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import {
  type ByteSource,
  createSigningAuthority,
  type ExportedAuthority,
  exportAuthority,
  importAuthority,
  signArchive,
  signedChunks,
  type SigningAuthority,
  verifyArchive,
  fromFile,
} from "../signature";

async function main(what: string, unsigned: string, signed: string, authorityFile: string): Promise<void> {
  const authority = await authorityIn(authorityFile);
  if (what === "sign") {
    const now = new Date();
    const source = await sourceOf(unsigned);
    const archive = await signArchive(source, {
      authority,
      signingJobArn: "arn:aws:signer:us-east-1:123456789012:/signing-jobs/bench",
      signingProfileVersionArn: "arn:aws:signer:us-east-1:123456789012:/signing-profiles/bench/0123456789",
      signedAt: now,
      expiresAt: new Date(now.getTime() + 86_400_000),
    });
    await pipeline(signedChunks(source, archive), createWriteStream(signed));
    return;
  }
  const verdict = await verifyArchive(await sourceOf(signed), { trustedRoots: [authority.rootCertificate] });
  if (verdict.status !== "signed") throw new Error(`Expected a signed package, got: ${verdict.status}`);
}

async function sourceOf(path: string): Promise<ByteSource> {
  const file = await open(path);
  return fromFile(file, (await file.stat()).size);
}

async function authorityIn(file: string): Promise<SigningAuthority> {
  if (existsSync(file)) return importAuthority(JSON.parse(await readFile(file, "utf8")) as ExportedAuthority);
  const authority = await createSigningAuthority({ region: "us-east-1", now: new Date() });
  await writeFile(file, JSON.stringify(await exportAuthority(authority)), { mode: 0o600 });
  return authority;
}

const [what = "", unsigned = "", signed = "", authority = ""] = process.argv.slice(2);
main(what, unsigned, signed, authority)
  .then(() => process.exit(0))
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  });
