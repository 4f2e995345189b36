export type { FunctionPackage } from "./package-files";
export { packageDirectory } from "./package-directory";
export { packageFunction } from "./package-function";
export { PackagingError } from "./packaging-error";
