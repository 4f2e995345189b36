export { failInterruptedJobs } from "./interrupted-jobs";
export { keptStores } from "./kept-stores";
export { NOT_KEPT } from "./not-kept";
export { resetAll, type Resettable } from "./resets";
export { stateIdOf } from "./manifest";
export { InMemoryState, type State } from "./state";
export { StateDirectory, type EmulatorVersions } from "./state-directory";
