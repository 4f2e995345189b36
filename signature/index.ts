export { type ArchiveEntry, MAXIMUM_UNPACKED_BYTES, readArchive, type ReadArchiveOptions } from "./archive";
export {
  type ByteSource,
  collect,
  fromBuffer,
  fromFile,
  type OpenFile,
  readAll,
  readChunks,
} from "./byte-source";
export { contentDigest } from "./content-digest";
export { MalformedArchiveError, UnsignableArchiveError, type UnsignableReason } from "./errors";
export { type SignArchiveOptions, signArchive } from "./sign-archive";
export { SIGNATURE_FILE, SIGNATURE_FOLDER, type SignatureClaims } from "./signature-format";
export { signedChunks, type SignedArchive, toBuffer } from "./signed-archive";
export {
  createSigningAuthority,
  type ExportedAuthority,
  exportAuthority,
  importAuthority,
  type SigningAuthority,
} from "./signing-authority";
export { type Signature, type Verdict, verifyArchive, type VerifyArchiveOptions } from "./verify-archive";
