export { startEmulator, type EmulatorOptions, type EmulatorProcess } from "./emulator-process";
export { installEmulators, type InstallOptions } from "./install";
export { REMEDIES, type Remedy } from "./remedies";
export { EMULATOR_OF, type EmulatorName } from "./services";
export { makeTemporaryFolder } from "./temporary-folder";
export { Upstream } from "./upstream";
