export * from "./code-signing";
