export { putJobStatusChange } from "./job-status-change";
export { putSignatureValidationError, type ToleratedDeployment } from "./signature-validation-errors";
