import { awsClients, type AwsClients } from "../../rehearsal/aws-clients";
import { leftovers } from "../../rehearsal/leftovers";

type Input = Record<string, unknown>;

/** Real clients that answer from here: by the name of the operation, with nothing for those that aren't named. */
function clientsThatAnswer(answers: Record<string, (input: Input) => object>): AwsClients {
  // Nothing listens there.
  const clients = awsClients("http://127.0.0.1:1", "us-east-1");
  for (const client of Object.values(clients)) {
    const send = (command: { constructor: { name: string }; input: Input }) =>
      Promise.resolve(answers[command.constructor.name.replace(/Command$/, "")]?.(command.input) ?? {});
    Object.assign(client, { send });
  }
  return clients;
}

test("nothing is left where nothing is listed", async () => {
  expect(await leftovers(clientsThatAnswer({}))).toEqual([]);
});

test("what stands on a later page is left, too", async () => {
  const clients = clientsThatAnswer({
    ListRoles: ({ Marker }) =>
      Marker === undefined
        ? { Roles: [{ RoleName: "one", Path: "/" }], IsTruncated: true, Marker: "second" }
        : { Roles: [{ RoleName: `on the ${Marker as string} page`, Path: "/" }], IsTruncated: false },
    DescribeLogGroups: ({ nextToken }) =>
      nextToken ? { logGroups: [{ logGroupName: "/two" }] } : { logGroups: [], nextToken: "more" },
  });
  expect(await leftovers(clients)).toEqual(["log group /two", "role on the second page", "role one"]);
});

test("a VPC's main route table goes with it, any other is left", async () => {
  const clients = clientsThatAnswer({
    DescribeRouteTables: () => ({
      RouteTables: [
        { RouteTableId: "rtb-main", Associations: [{ Main: true }] },
        { RouteTableId: "rtb-private", Associations: [{ Main: false, SubnetId: "subnet-1" }] },
        { RouteTableId: "rtb-unused", Associations: [] },
      ],
    }),
  });
  expect(await leftovers(clients)).toEqual(["route table rtb-private", "route table rtb-unused"]);
});

test("what AWS keeps by itself is not left over", async () => {
  const clients = clientsThatAnswer({
    ListRoles: () => ({
      Roles: [{ RoleName: "AWSServiceRoleForLambda", Path: "/aws-service-role/lambda/" }],
    }),
    DescribeVpcs: () => ({ Vpcs: [{ VpcId: "vpc-default", IsDefault: true }] }),
    DescribeVpcEndpoints: () => ({ VpcEndpoints: [{ VpcEndpointId: "vpce-1", State: "deleted" }] }),
    ListAliases: () => ({ Aliases: [{ AliasName: "alias/aws/s3" }] }),
    ListKeys: () => ({ Keys: [{ KeyId: "scheduled" }] }),
    DescribeKey: () => ({ KeyMetadata: { KeyManager: "CUSTOMER", KeyState: "PendingDeletion" } }),
  });
  expect(await leftovers(clients)).toEqual([]);
});
