export { createSigner, type Signer, type SignerOptions } from "./signer";
export type { SignatureOrigin } from "./revocations";
export { validationMessage } from "./validation";
export { inMemorySignerState, type SignerState } from "./state";
