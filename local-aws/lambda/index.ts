export { createLambdaCodeSigning, type LambdaCodeSigningOptions } from "./lambda";
export { inMemoryLambdaState, type LambdaState } from "./state";
