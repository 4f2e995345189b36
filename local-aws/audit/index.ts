export { type AuditLog, openAuditLog } from "./audit-log";
export type { Answered, AuditRecord } from "./record";
