/** The bytes are not a ZIP that every reader would read the same way, or it is larger than allowed. */
export class MalformedArchiveError extends Error {
  override readonly name = "MalformedArchiveError";
}

/** The archive carries a signature that is not a sound one. */
export class InvalidSignatureError extends Error {
  override readonly name = "InvalidSignatureError";
}

/** AWS Signer fails a job when the ZIP "is empty, already has a signature, or is malformed". */
export type UnsignableReason = "empty" | "already-signed" | "malformed";

/** The archive can't be signed; `reason` tells the three cases apart, the message says what to do. */
export class UnsignableArchiveError extends Error {
  override readonly name = "UnsignableArchiveError";

  constructor(
    readonly reason: UnsignableReason,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
