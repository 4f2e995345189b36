export * from "./artifact-bucket";
