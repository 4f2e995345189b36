import { DataAwsAvailabilityZones } from "@cdktf/provider-aws/lib/data-aws-availability-zones";
import { DefaultSecurityGroup } from "@cdktf/provider-aws/lib/default-security-group";
import { RouteTable } from "@cdktf/provider-aws/lib/route-table";
import { RouteTableAssociation } from "@cdktf/provider-aws/lib/route-table-association";
import { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Fn, propertyAccess, TerraformCount, Token } from "cdktf";
import { Construct } from "constructs";
import { checkProps, expectThat } from "../checks";
import type { EncryptionKey } from "../encryption-key";
import { logRetentionInDays } from "../log-retention";
import { namedTags } from "../named-tags";
import { FlowLogs } from "./flow-logs";
import { DEFAULT_INTERFACE_ENDPOINTS, InterfaceEndpoints } from "./interface-endpoints";
import * as rules from "./rules";
import { S3GatewayEndpoint } from "./s3-gateway-endpoint";

/** What others may read of a private network. */
export interface IPrivateNetwork {
  readonly vpcId: string;
  /** One private subnet per zone. */
  readonly subnetIds: readonly string[];
  /** Security group of the interface endpoints. An `EndpointAccess` lets callers in. */
  readonly endpointSecurityGroupId: string;
  /** `pl-…`, the addresses of S3 in this Region. */
  readonly s3PrefixListId: string;
}

export interface PrivateNetworkProps {
  /** What all names begin with: 1 to 50 letters, digits or `-`. */
  readonly name: string;
  /** The VPC's addresses, /16 to /24. Each subnet gets an eighth of them. @default 10.0.0.0/16 */
  readonly cidrBlock?: string;
  /** 1 to 6. @default 2 */
  readonly availabilityZoneCount?: number;
  /**
   * Services that are reached by interface endpoints, each by the last part of its PrivateLink name: `ecr.api`. The
   * list replaces the default: `[...DEFAULT_INTERFACE_ENDPOINTS, "secretsmanager"]` adds to it.
   * @default logs, kms, sqs, sts and lambda
   */
  readonly interfaceEndpoints?: readonly string[];
  /** The buckets that can be reached. @default all buckets of this account */
  readonly s3BucketArns?: readonly string[];
  /** Encrypts the flow logs. A key of the same stack: its policy is extended. */
  readonly encryptionKey: EncryptionKey;
  /** One of CloudWatch's periods. @default 365 */
  readonly flowLogRetentionInDays?: number;
  /** @default none */
  readonly tags?: Record<string, string>;
}

/** An eighth of the VPC a subnet, however many zones there are: another zone moves none of the subnets. */
const SUBNET_BITS = 3;

/** A VPC that has no way to the internet: AWS is reached through endpoints, and nothing else is. */
export class PrivateNetwork extends Construct implements IPrivateNetwork {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly endpointSecurityGroupId: string;
  readonly s3PrefixListId: string;
  readonly flowLogGroupName: string;
  /** What gateway endpoints of further services are added to. */
  readonly routeTableId: string;

  constructor(scope: Construct, id: string, props: PrivateNetworkProps) {
    super(scope, id);
    const { name, s3BucketArns, tags } = props;
    const services = props.interfaceEndpoints ?? DEFAULT_INTERFACE_ENDPOINTS;
    const zoneCount = props.availabilityZoneCount ?? 2;

    checkProps(this, [
      expectThat("name", name, rules.name),
      expectThat("cidrBlock", props.cidrBlock, rules.cidrBlock),
      expectThat("availabilityZoneCount", zoneCount, rules.availabilityZoneCount),
      ...services.flatMap((service, index) => [
        expectThat(`interfaceEndpoints[${index}]`, service, rules.interfaceEndpoint),
        expectThat(`interfaceEndpoints[${index}]`, service, {
          expected: "a service that the list has not named before",
          isRight: () => services.indexOf(service) === index,
        }),
      ]),
      expectThat("s3BucketArns", s3BucketArns?.length, {
        expected: "at least one bucket, or no s3BucketArns for all buckets of this account",
        isRight: (count) => count > 0,
      }),
      ...(s3BucketArns ?? []).map((arn, index) => expectThat(`s3BucketArns[${index}]`, arn, rules.bucketArn)),
      expectThat("flowLogRetentionInDays", props.flowLogRetentionInDays, logRetentionInDays),
    ]);

    const vpc = new Vpc(this, "vpc", {
      cidrBlock: props.cidrBlock ?? "10.0.0.0/16",
      // The private names of the endpoints need both.
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: namedTags(name, tags),
    });
    // Without rules: whatever is put into the VPC without a group of its own reaches nothing.
    new DefaultSecurityGroup(this, "default-security-group", {
      vpcId: vpc.id,
      tags: namedTags(`${name}-default-closed`, tags),
    });

    const zones = new DataAwsAvailabilityZones(this, "zones", {
      state: "available",
      // Local Zones and Wavelength Zones must be opted into, and have no Lambda.
      filter: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
    });
    const routeTable = new RouteTable(this, "route-table", {
      vpcId: vpc.id,
      tags: namedTags(`${name}-private`, tags),
    });
    const count = TerraformCount.of(zoneCount);
    const subnet = new Subnet(this, "subnet", {
      count,
      vpcId: vpc.id,
      cidrBlock: Fn.cidrsubnet(vpc.cidrBlock, SUBNET_BITS, count.index),
      availabilityZone: Token.asString(propertyAccess(zones.names, [count.index])),
      mapPublicIpOnLaunch: false,
      tags: namedTags(`${name}-private-${Token.asString(count.index)}`, tags),
      // A zone that fails, or a new one, changes the list, and must not replace the subnets of the others.
      lifecycle: { ignoreChanges: ["availability_zone"] },
    });
    this.vpcId = vpc.id;
    this.routeTableId = routeTable.id;
    // Not of the data source: under `depends_on` that one is read at apply, and a service's name that is unknown until then
    // would replace every endpoint.
    const region = Token.asString(Fn.element(Fn.split(":", vpc.arn), 3));
    this.subnetIds = Token.asList(propertyAccess(subnet, ["*", "id"]));
    new RouteTableAssociation(this, "route-table-association", {
      count,
      subnetId: Token.asString(propertyAccess(subnet, [count.index, "id"])),
      routeTableId: routeTable.id,
    });

    this.endpointSecurityGroupId = new InterfaceEndpoints(this, "interface-endpoints", {
      name,
      vpcId: this.vpcId,
      subnetIds: this.subnetIds,
      services,
      region,
      tags,
    }).securityGroupId;
    this.s3PrefixListId = new S3GatewayEndpoint(this, "s3", {
      name,
      vpcId: this.vpcId,
      routeTableId: routeTable.id,
      region,
      bucketArns: s3BucketArns,
      tags,
    }).prefixListId;
    this.flowLogGroupName = new FlowLogs(this, "flow-logs", {
      name,
      vpcId: this.vpcId,
      encryptionKey: props.encryptionKey,
      retentionInDays: props.flowLogRetentionInDays ?? 365,
      tags,
    }).logGroupName;
  }
}
