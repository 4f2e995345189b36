import { oneOf } from "./rules";

/** The retention periods that CloudWatch Logs takes, in days (`RetentionInDays` of PutRetentionPolicy). */
const LOG_RETENTION_IN_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const logRetentionInDays = oneOf(
  LOG_RETENTION_IN_DAYS,
  `one of CloudWatch's periods, ${LOG_RETENTION_IN_DAYS.join(", ")}`,
);
