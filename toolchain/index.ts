export { Cdktf, type CdktfOptions, type CdktfOutputs } from "./cdktf";
export { CommandFailedError, type CommandFailure } from "./command-failed-error";
export { findProviderMirror, type MirrorSearch, type ProviderMirror } from "./provider-mirror";
export { type ProviderRange, SUPPORTED_PROVIDERS, TESTED_PROVIDERS } from "./provider-range";
export {
  checkRequirements,
  type InstalledTools,
  MissingRequirementsError,
  requirePython,
} from "./requirements";
export { type CommandResult, runCommand, type RunCommandOptions } from "./run-command";
export { Terraform, TerraformError, type TerraformOptions, type TerraformPlan } from "./terraform";
export {
  ProviderUnavailableError,
  terraformEnvironment,
  type TerraformEnvironmentOptions,
} from "./terraform-cli-config";
export {
  type ChangeAction,
  describeDiagnostic,
  type Diagnostic,
  type PlannedChange,
  type ResourceTiming,
  type TerraformListeners,
  type TerraformReport,
} from "./terraform-messages";
export { type Workspace, workspace } from "./workspace";
