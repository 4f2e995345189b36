import { dataAwsIamPolicyDocumentStatementToHclTerraform as statementBody } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import type { Subnet } from "@cdktf/provider-aws/lib/subnet";
import { Token } from "cdktf";
import { EncryptionKey } from "../../modules/encryption-key";
import { DEFAULT_INTERFACE_ENDPOINTS, PrivateNetwork } from "../../modules/private-network";
import * as rules from "../../modules/private-network/rules";
import { logRetentionInDays } from "../../modules/log-retention";
import { distinct, everyItem } from "../../modules/rules";
import { onlyBuckets } from "../../modules/private-network/s3-gateway-endpoint";
import type { Body } from "../block";
import { THIS } from "../readable-stack";
import { validation } from "../terraform-module";
import type { ModuleSource } from "./module-source";
import { orKeyOfCaller } from "./own-encryption-key";

export const privateNetwork: ModuleSource = {
  name: "private-network",
  summary:
    "A VPC without a way to the internet: private subnets, S3 by a gateway endpoint with a policy, other services by interface endpoints, a closed default security group and encrypted flow logs.",
  usage: `
module "network" {
  source = "./terraform/private-network"

  name = "claims"
}`,
  notes: [
    "AWS Signer has no confirmed PrivateLink service, so no endpoint of that name is made unless it is asked for.",
  ],
  build(module) {
    const name = module.string("name", {
      description: "What all names begin with.",
      validations: [validation("name", rules.name)],
    });
    const tags = module.tags();
    const own = new EncryptionKey(module.stack, "key", {
      alias: `${name}-network`,
      description: `Encrypts the flow logs of ${name}`,
      tags,
    });
    const network = new PrivateNetwork(module.stack, THIS, {
      name,
      cidrBlock: module.string("cidr_block", {
        description: "The VPC's addresses, /16 to /24. Each subnet gets an eighth of them.",
        default: "10.0.0.0/16",
        validations: [validation("cidr_block", rules.cidrBlock)],
      }),
      availabilityZoneCount: module.number("availability_zone_count", {
        description: "How many zones it spans, each with a subnet.",
        default: 2,
        validations: [validation("availability_zone_count", rules.availabilityZoneCount)],
      }),
      interfaceEndpoints: module.stringList("interface_endpoints", {
        description:
          "Services that are reached by interface endpoints, each by the last part of its PrivateLink name.",
        default: DEFAULT_INTERFACE_ENDPOINTS,
        validations: [
          validation("interface_endpoints", everyItem(rules.interfaceEndpoint)),
          validation("interface_endpoints", distinct("each service once")),
        ],
      }),
      encryptionKey: orKeyOfCaller(
        module,
        own,
        "It must let CloudWatch Logs encrypt the log group `/aws/vpc/flow-logs/<name>`.",
      ),
      flowLogRetentionInDays: module.number("flow_log_retention_in_days", {
        description: "Days that the flow logs are kept: one of CloudWatch's periods.",
        default: 365,
        validations: [validation("flow_log_retention_in_days", logRetentionInDays)],
      }),
      tags,
    });
    module.variable("s3_bucket_arns", "list(string)", {
      description: "The only buckets that can be reached. By default all buckets of this account.",
      optional: true,
      validations: [
        {
          condition: `length(var.s3_bucket_arns) > 0 && ${everyItem(rules.bucketArn).condition("var.s3_bucket_arns")}`,
          expected: `at least one bucket, each to be ${rules.bucketArn.expected}`,
        },
      ],
    });

    (network.node.findChild("subnet") as Subnet).lifecycle = {
      ignoreChanges: ["availability_zone"],
      precondition: [
        {
          condition: "${length(data.aws_availability_zones.zones.names) >= var.availability_zone_count}",
          errorMessage:
            "availability_zone_count: expected at most as many as the Region has zones, ${length(data.aws_availability_zones.zones.names)}, got: ${var.availability_zone_count}.",
        },
      ],
    };
    const s3Policy = network.node.findChild("s3").node.findChild("policy");
    module.onlyIfBlocks(s3Policy, "statement", "var.s3_bucket_arns == null");
    module.dynamicBlocks(s3Policy, "statement", [
      {
        forEach: "var.s3_bucket_arns == null ? [] : [1]",
        body: statementBody(
          onlyBuckets(Token.asList('${flatten([for arn in var.s3_bucket_arns : [arn, "${arn}/*"]])}')),
        ) as Body,
      },
    ]);

    module.output("vpc_id", "Id of the VPC.", network.vpcId);
    module.output("subnet_ids", "Ids of the private subnets, one a zone.", network.subnetIds);
    module.output(
      "endpoint_security_group_id",
      "Security group of the interface endpoints.",
      network.endpointSecurityGroupId,
    );
    module.output("s3_prefix_list_id", "Prefix list of S3 in this Region.", network.s3PrefixListId);
    module.output(
      "route_table_id",
      "Route table of the subnets, for further gateway endpoints.",
      network.routeTableId,
    );
    module.output("flow_log_group_name", "Log group of the flow logs.", network.flowLogGroupName);
    module.output("network", "All that a signed-function needs to run in this network.", {
      vpc_id: network.vpcId,
      subnet_ids: network.subnetIds,
      endpoint_security_group_id: network.endpointSecurityGroupId,
      s3_prefix_list_id: network.s3PrefixListId,
    });
  },
};
