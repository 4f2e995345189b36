export * from "./code-signing-config";
