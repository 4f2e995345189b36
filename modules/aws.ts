import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";

/**
 * Where a stack is deployed, as Terraform sees it: no module names a partition, an account or a Region, so that each
 * can be taken to another. The data sources stand once a stack.
 */
export class Aws {
  static of(scope: IConstruct): Aws {
    return new Aws(TerraformStack.of(scope));
  }

  private constructor(private readonly stack: TerraformStack) {}

  /** `aws`, `aws-us-gov`, `aws-cn`, … */
  get partition(): string {
    return this.partitionData.partition;
  }

  /** `amazonaws.com` or, in China, `amazonaws.com.cn`. */
  get dnsSuffix(): string {
    return this.partitionData.dnsSuffix;
  }

  get accountId(): string {
    return this.once("caller_identity", (stack, id) => new DataAwsCallerIdentity(stack, id)).accountId;
  }

  /** `data.aws_region.id`: `name` is deprecated in version 6 of the provider, `region` is missing in version 5. */
  get region(): string {
    return this.once("region", (stack, id) => new DataAwsRegion(stack, id)).id;
  }

  /** The ARN of a Regional resource of this account, such as `arn("logs", "log-group:/aws/lambda/x")`. */
  arn(service: string, resource: string): string {
    return `arn:${this.partition}:${service}:${this.region}:${this.accountId}:${resource}`;
  }

  /** The ARN of something that has no Region, such as `globalArn("iam", "root")`. */
  globalArn(service: string, resource: string): string {
    return `arn:${this.partition}:${service}::${this.accountId}:${resource}`;
  }

  private get partitionData(): DataAwsPartition {
    return this.once("partition", (stack, id) => new DataAwsPartition(stack, id));
  }

  private once<T extends IConstruct>(id: string, create: (stack: TerraformStack, id: string) => T): T {
    return (this.stack.node.tryFindChild(id) as T | undefined) ?? create(this.stack, id);
  }
}
