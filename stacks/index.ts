export * from "./checked-app";
export * from "./code-signing-stack";
export * from "./functions-stack";
export type { LocalAwsAddress } from "./local-aws-provider";
