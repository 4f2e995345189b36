export { startEmulator, type EmulatorOptions, type EmulatorProcess } from "./emulator-process";
export { ministackEnvironment, motoEnvironment } from "./environments";
export { installEmulators, type InstallOptions } from "./install";
export { pinnedVersions } from "./pinned-versions";
export { REMEDIES, type Remedy } from "./remedies";
export { resetEmulator } from "./reset";
export { EMULATOR_OF, type EmulatorName } from "./services";
export { makeTemporaryFolder } from "./temporary-folder";
export { Upstream } from "./upstream";
