import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { IPrivateNetwork } from "./private-network";

export interface EndpointAccessProps {
  readonly network: IPrivateNetwork;
  /** The security group of what calls AWS, such as a function's own. */
  readonly securityGroupId: string;
  /** Who that is, for the descriptions of the rules: `Lambda function submit-claim`. */
  readonly callerName: string;
}

/**
 * Lets a security group of a private network call AWS: the interface endpoints, and S3 through its gateway endpoint.
 * Names are resolved by the VPC's own DNS server, which security groups don't filter.
 */
export class EndpointAccess extends Construct {
  /** What calls AWS should depend on these. */
  readonly rules: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, { network, securityGroupId, callerName }: EndpointAccessProps) {
    super(scope, id);
    const https = { ipProtocol: "tcp", fromPort: 443, toPort: 443 };
    this.rules = [
      new VpcSecurityGroupEgressRule(this, "to-endpoints", {
        ...https,
        description: "HTTPS to the interface endpoints",
        securityGroupId,
        referencedSecurityGroupId: network.endpointSecurityGroupId,
      }),
      new VpcSecurityGroupEgressRule(this, "to-s3", {
        ...https,
        description: "HTTPS to S3 through its gateway endpoint",
        securityGroupId,
        prefixListId: network.s3PrefixListId,
      }),
      new VpcSecurityGroupIngressRule(this, "into-endpoints", {
        ...https,
        description: `HTTPS from ${callerName}`,
        securityGroupId: network.endpointSecurityGroupId,
        referencedSecurityGroupId: securityGroupId,
      }),
    ];
  }
}
