import { paginateDescribeLogGroups } from "@aws-sdk/client-cloudwatch-logs";
import {
  paginateDescribeFlowLogs,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeVpcEndpoints,
  paginateDescribeVpcs,
} from "@aws-sdk/client-ec2";
import { paginateListRoles } from "@aws-sdk/client-iam";
import { DescribeKeyCommand, paginateListAliases, paginateListKeys } from "@aws-sdk/client-kms";
import { paginateListCodeSigningConfigs, paginateListFunctions } from "@aws-sdk/client-lambda";
import { paginateListBuckets } from "@aws-sdk/client-s3";
import { paginateListSigningProfiles } from "@aws-sdk/client-signer";
import { paginateListQueues } from "@aws-sdk/client-sqs";
import type { AwsClients } from "./aws-clients";

/** How each kind of resource that the stacks make is listed: the names of all there are. */
const LISTINGS: Record<string, (clients: AwsClients) => Promise<(string | undefined)[]>> = {
  "Lambda function": async ({ lambda: client }) =>
    (await all(paginateListFunctions({ client }, {}), (page) => page.Functions)).map((fn) => fn.FunctionName),
  "code signing config": async ({ lambda: client }) =>
    (await all(paginateListCodeSigningConfigs({ client }, {}), (page) => page.CodeSigningConfigs)).map(
      (config) => config.CodeSigningConfigArn,
    ),
  // Cancelled profiles are not listed: Signer keeps them for as long as their signatures are valid.
  "signing profile": async ({ signer: client }) =>
    (await all(paginateListSigningProfiles({ client }, {}), (page) => page.profiles)).map(
      (profile) => profile.profileName,
    ),
  bucket: async ({ s3: client }) =>
    (await all(paginateListBuckets({ client }, {}), (page) => page.Buckets)).map((bucket) => bucket.Name),
  "KMS key": async ({ kms: client }) => {
    const keys = await all(paginateListKeys({ client }, {}), (page) => page.Keys);
    const described = await Promise.all(
      keys.map(({ KeyId }) => client.send(new DescribeKeyCommand({ KeyId }))),
    );
    return described
      .map(({ KeyMetadata }) => KeyMetadata)
      .filter((key) => key?.KeyManager === "CUSTOMER" && key.KeyState !== "PendingDeletion")
      .map((key) => key?.KeyId);
  },
  "KMS alias": async ({ kms: client }) =>
    (await all(paginateListAliases({ client }, {}), (page) => page.Aliases))
      .map((alias) => alias.AliasName)
      .filter((name) => !name?.startsWith("alias/aws/")),
  queue: ({ sqs: client }) => all(paginateListQueues({ client }, {}), (page) => page.QueueUrls),
  role: async ({ iam: client }) =>
    (await all(paginateListRoles({ client }, {}), (page) => page.Roles))
      .filter((role) => !role.Path?.startsWith("/aws-service-role/"))
      .map((role) => role.RoleName),
  "log group": async ({ logs: client }) =>
    (await all(paginateDescribeLogGroups({ client }, {}), (page) => page.logGroups)).map(
      (group) => group.logGroupName,
    ),
  VPC: async ({ ec2: client }) =>
    (await all(paginateDescribeVpcs({ client }, {}), (page) => page.Vpcs))
      .filter((vpc) => !vpc.IsDefault)
      .map((vpc) => vpc.VpcId),
  subnet: async ({ ec2: client }) =>
    (await all(paginateDescribeSubnets({ client }, {}), (page) => page.Subnets))
      .filter((subnet) => !subnet.DefaultForAz)
      .map((subnet) => subnet.SubnetId),
  // A VPC's main route table comes and goes with it.
  "route table": async ({ ec2: client }) =>
    (await all(paginateDescribeRouteTables({ client }, {}), (page) => page.RouteTables))
      .filter((table) => !table.Associations?.some(({ Main }) => Main))
      .map((table) => table.RouteTableId),
  "security group": async ({ ec2: client }) =>
    (await all(paginateDescribeSecurityGroups({ client }, {}), (page) => page.SecurityGroups))
      .filter((group) => group.GroupName !== "default")
      .map((group) => group.GroupId),
  "VPC endpoint": async ({ ec2: client }) =>
    (await all(paginateDescribeVpcEndpoints({ client }, {}), (page) => page.VpcEndpoints))
      .filter((endpoint) => endpoint.State?.toLowerCase() !== "deleted")
      .map((endpoint) => endpoint.VpcEndpointId),
  "flow log": async ({ ec2: client }) =>
    (await all(paginateDescribeFlowLogs({ client }, {}), (page) => page.FlowLogs)).map(
      (log) => log.FlowLogId,
    ),
};

/** Everything of the kinds above that stands in the account, each as `kind name`, sorted. */
export async function leftovers(clients: AwsClients): Promise<string[]> {
  const found = await Promise.all(
    Object.entries(LISTINGS).map(async ([kind, list]) =>
      (await list(clients)).map((name) => `${kind} ${name ?? "without a name"}`),
    ),
  );
  return found.flat().sort();
}

/** What stands on all pages of an AWS listing. */
async function all<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => Item[] | undefined,
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...(itemsOf(page) ?? []));
  return items;
}
