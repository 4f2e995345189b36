export { createSigner, type Signer, type SignerOptions } from "./signer";
export { ObjectTooLargeError, S3Error, S3Objects } from "./s3-objects";
export type { SignatureOrigin } from "./revocations";
export { validationMessage } from "./validation";
export { inMemorySignerState, type SignerState, type Store } from "./state";
