import type { TerraformStack } from "cdktf";
import { EncryptionKey } from "../../../modules/encryption-key";
import {
  DEFAULT_INTERFACE_ENDPOINTS,
  EndpointAccess,
  PrivateNetwork,
  type PrivateNetworkProps,
} from "../../../modules/private-network";
import { problemsOf, Template } from "../../template";

const ACCOUNT = "${data.aws_caller_identity.caller_identity.account_id}";
const REGION = "${data.aws_region.region.id}";
const PARTITION = "${data.aws_partition.partition.partition}";

const make = (stack: TerraformStack, props: Partial<PrivateNetworkProps> = {}) =>
  new PrivateNetwork(stack, "network", {
    name: "claims",
    encryptionKey: new EncryptionKey(stack, "key", { alias: "claims", description: "Encrypts claims" }),
    ...props,
  });

const network = (props: Partial<PrivateNetworkProps> = {}) => Template.of((stack) => make(stack, props));
const problems = (props: Partial<PrivateNetworkProps>) => problemsOf((stack) => make(stack, props));

const reference = (template: Template, type: string, attribute: string) =>
  `\${${template.address(type)}.${attribute}}`;

const endpoints = (template: Template, type: "Interface" | "Gateway") =>
  template.resources("aws_vpc_endpoint").filter((endpoint) => endpoint.vpc_endpoint_type === type);
/** Of a resource: a data source is read at apply under `depends_on`, and an unknown name replaces every endpoint. */
const regionOfVpc = (template: Template) => `\${element(split(":", ${template.address("aws_vpc")}.arn), 3)}`;
const interfaceEndpoint = (template: Template) => endpoints(template, "Interface")[0]!;
/** `for_each` is `${toset([…])}`. */
const services = (template: Template) =>
  JSON.parse(
    /^\$\{toset\((.*)\)\}$/.exec(String(interfaceEndpoint(template).for_each))?.[1] ?? "null",
  ) as string[];
/** What a splat over all subnets gives. */
const subnetIds = (template: Template) => `\${${template.address("aws_subnet")}[*].id}`;

describe("a private network", () => {
  test("has no way to the internet", () => {
    const types = Object.keys(network().json.resource as object);
    expect(types.filter((type) => /gateway|nat|eip|peering|vpn|egress_only|_route$/.test(type))).toEqual([]);
    expect(network().resource("aws_route_table")).not.toHaveProperty("route");
  });

  test("resolves the private names of its endpoints", () => {
    expect(network().resource("aws_vpc")).toMatchObject({
      cidr_block: "10.0.0.0/16",
      enable_dns_support: true,
      enable_dns_hostnames: true,
    });
  });

  test("has private subnets, each in a zone of its own", () => {
    const template = network();
    const zones = Object.keys((template.json.data as Record<string, object>).aws_availability_zones ?? {})[0];
    expect(template.resource("aws_subnet")).toMatchObject({
      vpc_id: reference(template, "aws_vpc", "id"),
      availability_zone: `\${data.aws_availability_zones.${zones}.names[count.index]}`,
      map_public_ip_on_launch: false,
    });
  });

  test.each([
    [undefined, 2],
    [1, 1],
    [6, 6],
  ])("of %p zones has %i subnets", (availabilityZoneCount, count) => {
    const template = network({ availabilityZoneCount });
    expect(template.resource("aws_subnet").count).toBe(count);
    expect(template.resource("aws_route_table_association").count).toBe(count);
  });

  test("moves no subnet when there is another zone", () => {
    const block = (count: number) =>
      network({ availabilityZoneCount: count }).resource("aws_subnet").cidr_block;
    expect(block(2)).toMatch(/^\$\{cidrsubnet\(aws_vpc\.[^,]+\.cidr_block, 3, count\.index\)\}$/);
    expect(block(6)).toBe(block(2));
  });

  test("asks only for zones that are up and that nobody has to opt into, and keeps its subnets if one fails", () => {
    expect(network().dataSource("aws_availability_zones")).toEqual({
      state: "available",
      filter: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
    });
    for (const subnet of network().resources("aws_subnet")) {
      expect(subnet.lifecycle).toEqual({ ignore_changes: ["availability_zone"] });
    }
  });

  test("routes every subnet by its own table, which leads to S3 and nowhere else", () => {
    const template = network();
    const routeTable = reference(template, "aws_route_table", "id");
    expect(template.resource("aws_route_table_association")).toMatchObject({
      subnet_id: `\${${template.address("aws_subnet")}[count.index].id}`,
      route_table_id: routeTable,
    });
    expect(endpoints(template, "Gateway")).toEqual([
      expect.objectContaining({
        service_name: `com.amazonaws.${regionOfVpc(template)}.s3`,
        route_table_ids: [routeTable],
      }),
    ]);
  });

  test("closes the default security group", () => {
    const group = network().resource("aws_default_security_group");
    expect(group).not.toHaveProperty("ingress");
    expect(group).not.toHaveProperty("egress");
  });

  test("names what it makes, and tags it", () => {
    const template = network({ tags: { Team: "claims" } });
    expect(template.resource("aws_vpc").tags).toEqual({ Name: "claims", Team: "claims" });
    for (const type of [
      "aws_subnet",
      "aws_vpc_endpoint",
      "aws_route_table",
      "aws_security_group",
      "aws_flow_log",
    ]) {
      for (const resource of template.resources(type)) {
        expect(resource.tags).toEqual({ Name: expect.stringMatching(/^claims/) as string, Team: "claims" });
      }
    }
  });
});

describe("a private network's interface endpoints", () => {
  test("are those of Logs, KMS, SQS, STS and Lambda by default, and not Signer's", () => {
    expect(services(network()).sort()).toEqual(["kms", "lambda", "logs", "sqs", "sts"]);
  });

  test("are others by name", () => {
    expect(services(network({ interfaceEndpoints: ["secretsmanager"] }))).toEqual(["secretsmanager"]);
    const more = network({ interfaceEndpoints: [...DEFAULT_INTERFACE_ENDPOINTS, "ecr.api"] });
    expect(services(more)).toHaveLength(6);
    expect(services(more)).toContain("ecr.api");
  });

  test("stand in all subnets, under the services' own names, behind their own security group", () => {
    const template = network({ availabilityZoneCount: 3 });
    expect(interfaceEndpoint(template)).toMatchObject({
      service_name: `com.amazonaws.${regionOfVpc(template)}.\${each.value}`,
      vpc_id: reference(template, "aws_vpc", "id"),
      subnet_ids: subnetIds(template),
      security_group_ids: [reference(template, "aws_security_group", "id")],
      private_dns_enabled: true,
    });
  });

  test("let nobody in, and go nowhere, by themselves", () => {
    const template = network();
    expect(template.resource("aws_security_group")).not.toHaveProperty("ingress");
    expect(template.resource("aws_security_group")).not.toHaveProperty("egress");
    expect(template.resources("aws_vpc_security_group_ingress_rule")).toHaveLength(0);
    expect(template.resources("aws_vpc_security_group_egress_rule")).toHaveLength(0);
  });

  test.each([
    [[...DEFAULT_INTERFACE_ENDPOINTS, "signer"], [expect.stringContaining("no confirmed PrivateLink")]],
    [undefined, []],
  ])("warn of Signer at synth when it is asked for: %j", (interfaceEndpoints, warnings) => {
    const messages: unknown[] = [];
    const template = Template.of((stack) => {
      const made = make(stack, { interfaceEndpoints });
      const metadata = made.node.findAll().flatMap((construct) => construct.node.metadata);
      messages.push(
        ...metadata.filter(({ type }) => type.endsWith("warn")).map(({ data }) => data as unknown),
      );
    });
    expect(messages).toEqual(warnings);
    expect(services(template).includes("signer")).toBe(warnings.length > 0);
  });
});

describe("access to a private network's endpoints", () => {
  const template = Template.of((stack) => {
    const made = make(stack);
    new EndpointAccess(stack, "access", {
      network: made,
      securityGroupId: "sg-0123456789abcdef0",
      callerName: "Lambda function submit-claim",
    });
  });
  const https = { ip_protocol: "tcp", from_port: 443, to_port: 443 };
  const endpointGroup = reference(template, "aws_security_group", "id");

  test("lets HTTPS of that group into the endpoints, and of nobody else", () => {
    expect(template.resource("aws_vpc_security_group_ingress_rule")).toEqual({
      ...https,
      description: "HTTPS from Lambda function submit-claim",
      security_group_id: endpointGroup,
      referenced_security_group_id: "sg-0123456789abcdef0",
    });
  });

  test("lets HTTPS out to the endpoints and to S3's addresses, and to nothing else", () => {
    const [gateway] = Object.entries(
      (template.json.resource as Record<string, Record<string, { vpc_endpoint_type: string }>>)
        .aws_vpc_endpoint ?? {},
    ).find(([, endpoint]) => endpoint.vpc_endpoint_type === "Gateway")!;
    const rules = template.resources("aws_vpc_security_group_egress_rule");
    expect(rules).toHaveLength(2);
    expect(rules).toEqual(
      expect.arrayContaining([
        {
          ...https,
          description: "HTTPS to the interface endpoints",
          security_group_id: "sg-0123456789abcdef0",
          referenced_security_group_id: endpointGroup,
        },
        {
          ...https,
          description: "HTTPS to S3 through its gateway endpoint",
          security_group_id: "sg-0123456789abcdef0",
          prefix_list_id: `\${aws_vpc_endpoint.${gateway}.prefix_list_id}`,
        },
      ]),
    );
  });
});

describe("a private network's S3 endpoint", () => {
  test("leads to the buckets of this account by default", () => {
    expect(network().statement("OnlyBucketsOfThisAccount")).toEqual({
      sid: "OnlyBucketsOfThisAccount",
      principals: [{ type: "*", identifiers: ["*"] }],
      actions: ["s3:*"],
      resources: ["*"],
      condition: [{ test: "StringEquals", variable: "aws:ResourceAccount", values: [ACCOUNT] }],
    });
  });

  test("leads to just the buckets that are named", () => {
    const template = network({ s3BucketArns: ["arn:aws:s3:::claims"] });
    expect(template.statement("OnlyTheseBuckets")).toEqual({
      sid: "OnlyTheseBuckets",
      principals: [{ type: "*", identifiers: ["*"] }],
      actions: ["s3:*"],
      resources: ["arn:aws:s3:::claims", "arn:aws:s3:::claims/*"],
    });
    expect(JSON.stringify(template.json)).not.toContain("OnlyBucketsOfThisAccount");
  });

  test("uses that policy", () => {
    const template = network();
    const [name] = Object.entries(
      (template.json.data as Record<string, Record<string, { statement: { sid: string }[] }>>)
        .aws_iam_policy_document ?? {},
    ).find(([, { statement }]) => statement[0]!.sid === "OnlyBucketsOfThisAccount")!;
    expect(endpoints(template, "Gateway")[0]!.policy).toBe(`\${data.aws_iam_policy_document.${name}.json}`);
  });
});

describe("a private network's flow logs", () => {
  test("record all traffic of the VPC", () => {
    const template = network();
    expect(template.resource("aws_flow_log")).toMatchObject({
      vpc_id: reference(template, "aws_vpc", "id"),
      traffic_type: "ALL",
      log_destination: reference(template, "aws_cloudwatch_log_group", "arn"),
      iam_role_arn: reference(template, "aws_iam_role", "arn"),
      depends_on: [template.address("aws_iam_role_policy")],
    });
  });

  test("are encrypted by the key, which lets CloudWatch Logs encrypt exactly that log group", () => {
    const template = network();
    expect(template.resource("aws_cloudwatch_log_group")).toEqual({
      name: "/aws/vpc/flow-logs/claims",
      retention_in_days: 365,
      kms_key_id: reference(template, "aws_kms_key", "arn"),
    });
    expect(template.statement("EncryptLogGroup").condition).toEqual([
      {
        test: "ArnEquals",
        variable: "kms:EncryptionContext:aws:logs:arn",
        values: [`arn:${PARTITION}:logs:${REGION}:${ACCOUNT}:log-group:/aws/vpc/flow-logs/claims`],
      },
    ]);
  });

  test("are kept as long as asked for", () => {
    const template = network({ flowLogRetentionInDays: 30 });
    expect(template.resource("aws_cloudwatch_log_group").retention_in_days).toBe(30);
  });

  test("are written by a role that only flow logs of this account can assume", () => {
    expect(network().attached("aws_iam_role", "assume_role_policy")).toEqual([
      {
        sid: "FlowLogsAssumeTheRole",
        actions: ["sts:AssumeRole"],
        principals: [{ type: "Service", identifiers: ["vpc-flow-logs.amazonaws.com"] }],
        condition: [
          { test: "StringEquals", variable: "aws:SourceAccount", values: [ACCOUNT] },
          {
            test: "ArnLike",
            variable: "aws:SourceArn",
            values: [`arn:${PARTITION}:ec2:${REGION}:${ACCOUNT}:vpc-flow-log/*`],
          },
        ],
      },
    ]);
  });

  test("are written by a role that can write them and do nothing else", () => {
    const template = network();
    expect(template.attached("aws_iam_role_policy", "policy")).toEqual([
      {
        sid: "WriteOwnLogGroup",
        actions: ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
        resources: [`${reference(template, "aws_cloudwatch_log_group", "arn")}:*`],
      },
    ]);
    expect(template.resource("aws_iam_role_policy").role).toBe(reference(template, "aws_iam_role", "name"));
    expect(template.resources("aws_iam_role_policy_attachment")).toEqual([]);
  });
});

describe("a private network's props", () => {
  test.each([
    "10.0.0.0/15",
    "10.0.0.0/25",
    "10.0.0.0",
    "10.0.1.0/16",
    "10.0.0.256/24",
    "10.0.0.0/16/16",
    "::/16",
    "",
  ])("refuse the CIDR block %j", (cidrBlock) => {
    expect(problems({ cidrBlock })).toEqual([
      "[stack/network] cidrBlock: expected an IPv4 network of /16 to /24 such as 10.0.0.0/16, all bits after the " +
        `prefix 0, got: ${JSON.stringify(cidrBlock)}`,
    ]);
  });

  test.each(["10.0.0.0/16", "172.31.240.0/20", "192.168.7.0/24", "255.254.0.0/16"])(
    "take the CIDR block %j",
    (cidrBlock) => {
      expect(problems({ cidrBlock })).toEqual([]);
    },
  );

  test.each([0, 7, 2.5])("refuse %d zones", (availabilityZoneCount) => {
    expect(problems({ availabilityZoneCount })).toEqual([
      `[stack/network] availabilityZoneCount: expected a whole number of 1 to 6 zones, got: ${availabilityZoneCount}`,
    ]);
  });

  test.each(["s3", "com.amazonaws.us-east-1.ssm", "SSM", ""])(
    "refuse the interface endpoint %j",
    (service) => {
      expect(problems({ interfaceEndpoints: ["kms", service] })).toEqual([
        "[stack/network] interfaceEndpoints[1]: expected the last part of a PrivateLink name, such as secretsmanager " +
          `or ecr.api (S3 has its gateway endpoint), got: ${JSON.stringify(service)}`,
      ]);
    },
  );

  test("refuse an interface endpoint twice", () => {
    expect(problems({ interfaceEndpoints: ["kms", "kms"] })).toEqual([
      '[stack/network] interfaceEndpoints[1]: expected a service that the list has not named before, got: "kms"',
    ]);
  });

  test("refuse a retention that CloudWatch doesn't take", () => {
    expect(problems({ flowLogRetentionInDays: 100 })).toEqual([
      expect.stringMatching(
        /^\[stack\/network\] flowLogRetentionInDays: expected one of CloudWatch's periods, 1, 3, .*, got: 100$/,
      ),
    ]);
  });

  test("refuse S3 buckets that are none, or all", () => {
    expect(problems({ s3BucketArns: [] })).toEqual([
      "[stack/network] s3BucketArns: expected at least one bucket, or no s3BucketArns for all buckets of this " +
        "account, got: 0",
    ]);
    expect(problems({ s3BucketArns: ["arn:aws:s3:::*"] })).toEqual([
      '[stack/network] s3BucketArns[0]: expected the ARN of one bucket, arn:…:s3:::NAME, got: "arn:aws:s3:::*"',
    ]);
  });

  test("are all listed at once", () => {
    const found = problems({ name: "a_b", cidrBlock: "x", availabilityZoneCount: 9 });
    expect(found.map((problem) => problem.split(":")[0])).toEqual([
      "[stack/network] name",
      "[stack/network] cidrBlock",
      "[stack/network] availabilityZoneCount",
    ]);
  });
});
