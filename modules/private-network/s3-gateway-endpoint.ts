import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { Construct } from "constructs";
import { Aws } from "../aws";
import { namedTags } from "../named-tags";

export interface S3GatewayEndpointProps {
  readonly name: string;
  readonly vpcId: string;
  readonly routeTableId: string;
  readonly region: string;
  /** @default all buckets of this account */
  readonly bucketArns?: readonly string[];
  readonly tags?: Record<string, string>;
}

/** The way to S3, and only to known buckets: without a policy, data could leave to anybody's bucket. */
export class S3GatewayEndpoint extends Construct {
  readonly prefixListId: string;

  constructor(scope: Construct, id: string, props: S3GatewayEndpointProps) {
    super(scope, id);
    const endpoint = new VpcEndpoint(this, "endpoint", {
      vpcEndpointType: "Gateway",
      serviceName: `com.amazonaws.${props.region}.s3`,
      vpcId: props.vpcId,
      routeTableIds: [props.routeTableId],
      policy: new DataAwsIamPolicyDocument(this, "policy", {
        statement: [
          props.bucketArns
            ? onlyBuckets(props.bucketArns.flatMap((arn) => [arn, `${arn}/*`]))
            : onlyOwnBuckets(Aws.of(this)),
        ],
      }).json,
      tags: namedTags(`${props.name}-s3`, props.tags),
    });
    this.prefixListId = endpoint.prefixListId;
  }
}

// An endpoint policy grants nothing by itself: who may do what stays with the policies of roles and buckets.
const EVERYBODY = [{ type: "*", identifiers: ["*"] }];

/** @param resources the ARNs of buckets and of their objects */
export const onlyBuckets = (resources: readonly string[]): DataAwsIamPolicyDocumentStatement => ({
  sid: "OnlyTheseBuckets",
  principals: EVERYBODY,
  actions: ["s3:*"],
  resources: [...resources],
});

const onlyOwnBuckets = (aws: Aws): DataAwsIamPolicyDocumentStatement => ({
  sid: "OnlyBucketsOfThisAccount",
  principals: EVERYBODY,
  actions: ["s3:*"],
  resources: ["*"],
  condition: [{ test: "StringEquals", variable: "aws:ResourceAccount", values: [aws.accountId] }],
});
