/** The account that the local AWS plays; both emulators are told the same one. */
export const ACCOUNT_ID = "123456789012";

/** Region of requests that name none, and of the local signing authority. */
export const REGION = "us-east-1";

/** Default of `--port`. Other emulators use 4566 (LocalStack, ministack) and 5000 (moto). */
export const DEFAULT_PORT = 4599;

/**
 * Credentials that every client may use. Nothing checks signatures of requests here; ministack would take an access
 * key of twelve digits for an account id.
 */
export const TEST_CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" } as const;
