/** The account in an ARN, of a resource as of a caller. */
export const accountOf = (arn: string): string => arn.split(":")[4] ?? "";

export const regionOf = (arn: string): string => arn.split(":")[3] ?? "";
