import type { Forward } from "./http";

/**
 * Asks IAM whether a role is there, in the role's own account.
 * @throws Error when IAM answers neither yes nor no.
 */
export const roleExistsIn =
  (forward: Forward) =>
  async (roleArn: string): Promise<boolean> => {
    const [, , , , accountId = "", resource = ""] = roleArn.split(":");
    const response = await forward({
      method: "POST",
      path: "/",
      query: new URLSearchParams(),
      headers: {
        // The emulator takes an access key of twelve digits for the account, and checks no signature.
        authorization: `AWS4-HMAC-SHA256 Credential=${accountId}/20200101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=none`,
        "content-type": "application/x-www-form-urlencoded",
      },
      body: Buffer.from(
        new URLSearchParams({
          Action: "GetRole",
          Version: "2010-05-08",
          RoleName: resource.split("/").at(-1) ?? "",
        }).toString(),
      ),
      service: "iam",
      region: "us-east-1",
      callerArn: `arn:aws:iam::${accountId}:root`,
    });
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
