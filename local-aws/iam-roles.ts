import type { Forward } from "./http";
import { internalQuery } from "./internal-request";

/**
 * Asks IAM whether a role is there, in the role's own account.
 * @throws Error when IAM answers neither yes nor no.
 */
export const roleExistsIn =
  (forward: Forward) =>
  async (roleArn: string): Promise<boolean> => {
    const [, , , , accountId = "", resource = ""] = roleArn.split(":");
    const response = await forward(
      // IAM has one Region.
      internalQuery("iam", "us-east-1", accountId, {
        Action: "GetRole",
        Version: "2010-05-08",
        RoleName: resource.split("/").at(-1) ?? "",
      }),
    );
    const xml = response.body.toString();
    if (response.status === 200) {
      // The name alone would also find a role with another path.
      return xml.includes(`<Arn>${roleArn}</Arn>`);
    }
    if (xml.includes("NoSuchEntity")) {
      return false;
    }
    throw new Error(`IAM answered GetRole with ${response.status}: ${xml}`);
  };
