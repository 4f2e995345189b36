import { ACCOUNT_ID, REGION, TEST_CREDENTIALS } from "../settings";
import { EMULATOR_OF } from "./services";

/** Makes an emulator keep what it has in a folder, and find it there when it starts. */
const keepIn = (folder: string | undefined): Record<string, string> =>
  folder === undefined ? {} : { LOCAL_AWS_STATE_DIR: folder };

export function motoEnvironment({ stateFolder }: { stateFolder?: string }): Record<string, string> {
  return {
    MOTO_ACCOUNT_ID: ACCOUNT_ID,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: TEST_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: TEST_CREDENTIALS.secretAccessKey,
    ...keepIn(stateFolder),
  };
}

export function ministackEnvironment(given: {
  endpoint: string;
  port: number;
  internalSecret: string;
  logLevel?: string;
  stateFolder?: string;
}): Record<string, string> {
  const services = Object.keys(EMULATOR_OF).filter((service) => EMULATOR_OF[service] === "ministack");
  return {
    MINISTACK_ACCOUNT_ID: ACCOUNT_ID,
    MINISTACK_REGION: REGION,
    SERVICES: services.join(","),
    // What it tells clients to call, such as a queue's URL, and what its functions call, is the front.
    GATEWAY_PORT: String(given.port),
    MINISTACK_HOST: "127.0.0.1",
    AWS_ENDPOINT_URL: given.endpoint,
    AWS_ACCESS_KEY_ID: TEST_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: TEST_CREDENTIALS.secretAccessKey,
    LOCAL_AWS_INTERNAL_SECRET: given.internalSecret,
    LOG_LEVEL: given.logLevel ?? "WARNING",
    // Listeners on fixed ports, and a sweep of the user's Docker containers, that nobody asked for.
    IOT_MTLS_ENABLED: "0",
    SFTP_ENABLED: "0",
    DOCKER_HOST: "unix:///nonexistent",
    LAMBDA_EXECUTOR: "local",
    ...keepIn(given.stateFolder),
  };
}
