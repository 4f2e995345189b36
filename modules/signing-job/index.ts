export * from "./signed-artifact";
export * from "./signing-job";
