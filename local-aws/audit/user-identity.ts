/** Who called, in the members of CloudTrail's `userIdentity` that can be told from the ARN and the access key. */
export interface UserIdentity {
  readonly type: "Root" | "IAMUser" | "AssumedRole";
  readonly principalId?: string;
  readonly arn: string;
  readonly accountId: string;
  readonly accessKeyId?: string;
  readonly userName?: string;
  readonly sessionContext?: {
    readonly sessionIssuer: { type: "Role"; arn: string; accountId: string; userName: string };
  };
}

/** @param arn as STS names the caller, such as `arn:aws:sts::123456789012:assumed-role/signer/session`. */
export function userIdentity(arn: string, accessKeyId: string | undefined): UserIdentity {
  const [, partition, , , accountId = "", resource = ""] = arn.split(":");
  const [type, ...path] = resource.split("/");
  const common = { arn, accountId, accessKeyId };
  if (type === "assumed-role") {
    const userName = path[0] ?? "";
    const roleArn = `arn:${partition}:iam::${accountId}:role/${userName}`;
    return {
      type: "AssumedRole",
      ...common,
      sessionContext: { sessionIssuer: { type: "Role", arn: roleArn, accountId, userName } },
    };
  }
  if (type === "user") {
    return { type: "IAMUser", ...common, userName: path.at(-1) };
  }
  return { type: "Root", principalId: accountId, ...common };
}
