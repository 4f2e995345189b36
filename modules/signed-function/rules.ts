import { lengthBetween, matching, oneOf, wholeNumber } from "../rules";

export const functionName = matching(/^[A-Za-z0-9_-]{1,64}$/, "1 to 64 letters, digits, - or _");
export const description = lengthBetween(0, 256, "at most 256 characters");
export const handler = matching(/^\S{1,128}$/, "1 to 128 characters without spaces");
export const environmentName = matching(
  /^[A-Za-z][A-Za-z0-9_]+$/,
  "names of at least 2 letters, digits or _, a letter first, none that Lambda keeps for itself",
  /^(AWS_(REGION|DEFAULT_REGION|ACCESS_KEY|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|EXECUTION_ENV|LAMBDA_\w+)|LAMBDA_(TASK_ROOT|RUNTIME_DIR)|TZ)$/,
);
export const ENVIRONMENT_BYTES = 4096;
export const architecture = oneOf(["arm64", "x86_64"], "arm64 or x86_64");
export const memorySize = wholeNumber({ min: 128, max: 10240, unit: "MB" });
export const timeout = wholeNumber({ min: 1, max: 900, unit: "seconds" });
export const reservedConcurrentExecutions = wholeNumber({
  min: 0,
  max: 1_000_000,
  unit: "concurrent executions",
});
export const aliasName = matching(
  /^[A-Za-z0-9_-]{1,128}$/,
  "1 to 128 letters, digits, - or _, not digits alone",
  /^\d+$/,
);
