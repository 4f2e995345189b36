export { createSigner, type Signer, type SignerOptions } from "./signer";
export { S3Error, type S3Object, S3Objects } from "./s3-objects";
export type { SignatureOrigin } from "./revocations";
export { validationMessage } from "./validation";
export { inMemorySignerState, type SignerState, type Store } from "./state";
