export { runningLocalAws, type RunningLocalAws } from "./address";
export { clientEnvironment, exportLines } from "./client-environment";
export { Clock } from "./clock";
export { startLocalAws, type LocalAws, type LocalAwsOptions } from "./local-aws";
export { ACCOUNT_ID, DEFAULT_PORT, REGION, TEST_CREDENTIALS } from "./settings";
export { StateDirectory, type Resettable, type State } from "./state";
