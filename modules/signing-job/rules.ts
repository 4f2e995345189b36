import { matching, wholeNumber } from "../rules";

/** The largest package that Signer takes for Lambda, and that Lambda takes from S3. */
export const sizeInBytes = wholeNumber({ min: 1, max: 250 * 1024 * 1024, unit: "bytes" });
export const sha256 = matching(/^[0-9a-f]{64}$/, "64 hexadecimal digits");
/** Signer names the signed object after its source, and gives it no .zip if that has none. */
export const unsignedKey = matching(/^[^/].*\.zip$/, "an object key that ends in .zip");
export const signedPrefix = matching(/^[^/]/, "a prefix that doesn't begin with a slash");
