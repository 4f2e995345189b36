// moto 5.2.5: a security group rule that refers to a security group or a prefix list has no description.
// Cause: its rules read only `ip_range["Description"]`, which such a rule lacks. ModifySecurityGroupRules does set it.
import type { AwsRequest, Forward } from "../../http";
import type { Remedy } from "./remedy";

const AUTHORIZE = new Set(["AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress"]);

const API_VERSION = "2016-11-15";

/** A described rule as the query protocol numbers it. */
interface Reference {
  readonly permission: string;
  readonly field: "ReferencedGroupId" | "PrefixListId";
  readonly id: string;
  readonly description: string;
}

export const securityGroupRuleDescriptions: Remedy = {
  service: "ec2",
  async answer(request, forward) {
    const asked = new URLSearchParams(request.body.toString("utf8"));
    if (!AUTHORIZE.has(asked.get("Action") ?? "")) {
      return undefined;
    }
    const described = references(asked);
    if (described.length === 0) {
      return undefined;
    }
    const response = await forward(request);
    if (response.status !== 200) {
      return response;
    }
    const egress = String(asked.get("Action") === "AuthorizeSecurityGroupEgress");
    const rules = (await rulesOfGroup(asked, request, forward)).filter(
      (rule) => text(rule, "isEgress") === egress,
    );
    for (const reference of described) {
      const rule = rules.find((candidate) => refersTo(candidate, reference, asked));
      if (rule) {
        await describe(rule, reference, asked, request, forward);
      }
    }
    return response;
  },
};

function references(asked: URLSearchParams): Reference[] {
  return [...asked].flatMap(([name, description]) => {
    const [, entry, permission, list] =
      /^((IpPermissions\.\d+)\.(Groups|PrefixListIds)\.\d+)\.Description$/.exec(name) ?? [];
    if (!entry || !permission || description === "") {
      return [];
    }
    const group = list === "Groups";
    const id = asked.get(`${entry}.${group ? "GroupId" : "PrefixListId"}`);
    const field = group ? "ReferencedGroupId" : "PrefixListId";
    return id === null ? [] : [{ permission, field, id, description }];
  });
}

/** All rules of the group, each as its XML: moto's own answer holds only those of the last permission. */
async function rulesOfGroup(
  asked: URLSearchParams,
  request: AwsRequest,
  forward: Forward,
): Promise<string[]> {
  const body = new URLSearchParams({
    Action: "DescribeSecurityGroupRules",
    Version: asked.get("Version") ?? API_VERSION,
    "Filter.1.Name": "group-id",
    "Filter.1.Value.1": asked.get("GroupId") ?? "",
  });
  const response = await forward({ ...request, body: Buffer.from(body.toString()) });
  return response.body
    .toString("utf8")
    .split(/(?=<securityGroupRuleId>)/)
    .slice(1);
}

function refersTo(rule: string, { permission, id }: Reference, asked: URLSearchParams): boolean {
  const same = (element: string, parameter: string): boolean => {
    const expected = asked.get(`${permission}.${parameter}`);
    return expected === null || text(rule, element) === expected;
  };
  return (
    rule.includes(`>${id}<`) &&
    same("ipProtocol", "IpProtocol") &&
    same("fromPort", "FromPort") &&
    same("toPort", "ToPort")
  );
}

async function describe(
  rule: string,
  { permission, field, id, description }: Reference,
  asked: URLSearchParams,
  request: AwsRequest,
  forward: Forward,
): Promise<void> {
  const rulePath = "SecurityGroupRule.1.SecurityGroupRule";
  const body = new URLSearchParams({
    Action: "ModifySecurityGroupRules",
    Version: asked.get("Version") ?? API_VERSION,
    GroupId: asked.get("GroupId") ?? "",
    "SecurityGroupRule.1.SecurityGroupRuleId": text(rule, "securityGroupRuleId") ?? "",
    [`${rulePath}.IpProtocol`]: asked.get(`${permission}.IpProtocol`) ?? "-1",
    [`${rulePath}.FromPort`]: asked.get(`${permission}.FromPort`) ?? "-1",
    [`${rulePath}.ToPort`]: asked.get(`${permission}.ToPort`) ?? "-1",
    [`${rulePath}.${field}`]: id,
    [`${rulePath}.Description`]: description,
  });
  await forward({ ...request, body: Buffer.from(body.toString()) });
}

function text(xml: string, element: string): string | undefined {
  return new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
}
