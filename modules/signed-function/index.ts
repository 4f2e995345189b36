export * from "./runtime";
export * from "./signed-function";
