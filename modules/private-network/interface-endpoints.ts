import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { Annotations, TerraformIterator } from "cdktf";
import { Construct } from "constructs";
import { namedTags } from "../named-tags";

/**
 * What functions of this project call from inside. AWS Signer is missing on purpose: AWS lists no PrivateLink service
 * of that name, and an endpoint to a service that doesn't exist fails the apply.
 */
export const DEFAULT_INTERFACE_ENDPOINTS: readonly string[] = ["logs", "kms", "sqs", "sts", "lambda"];

export interface InterfaceEndpointsProps {
  /** Name of the network, for names and descriptions. */
  readonly name: string;
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly services: readonly string[];
  readonly region: string;
  readonly tags?: Record<string, string>;
}

/** Interface endpoints behind one security group, which lets nobody in until an `EndpointAccess` says who. */
export class InterfaceEndpoints extends Construct {
  readonly securityGroupId: string;

  constructor(scope: Construct, id: string, props: InterfaceEndpointsProps) {
    super(scope, id);
    const { name, region, services, subnetIds, tags, vpcId } = props;

    if (services.includes("signer")) {
      Annotations.of(this).addWarning(
        "AWS Signer has no confirmed PrivateLink service, so the apply may fail. Ask the Region first: " +
          "`aws ec2 describe-vpc-endpoint-services --query \"ServiceNames[?ends_with(@, '.signer')]\"`.",
      );
    }

    const group = new SecurityGroup(this, "group", {
      namePrefix: `${name}-endpoints-`,
      description: `Interface endpoints of ${name}`,
      vpcId,
      tags: namedTags(`${name}-endpoints`, tags),
      // A replaced group can't go while the endpoints still use it.
      lifecycle: { createBeforeDestroy: true },
    });
    const each = TerraformIterator.fromList([...services]);
    new VpcEndpoint(this, "endpoint", {
      forEach: each,
      vpcEndpointType: "Interface",
      serviceName: `com.amazonaws.${region}.${each.value}`,
      vpcId,
      subnetIds: [...subnetIds],
      securityGroupIds: [group.id],
      // The SDKs then reach the endpoint by the service's ordinary name.
      privateDnsEnabled: true,
      tags: namedTags(`${name}-${each.value}`, tags),
    });
    this.securityGroupId = group.id;
  }
}
