import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { conditional, Fn, Op, propertyAccess, Token } from "cdktf";
import type { Construct } from "constructs";
import { resolved } from "../resolved";

export interface OidcProviderProps {
  readonly host: string;
  readonly audience: string;
  readonly existingArn?: string;
  readonly tags?: Record<string, string>;
}

/** @returns the ARN of the account's OIDC provider for the host, which is made unless it exists */
export function oidcProvider(scope: Construct, props: OidcProviderProps): string {
  const { host, audience, existingArn, tags } = props;
  if (existingArn && !isVariable(scope, existingArn)) return existingArn;

  const provider = new IamOpenidConnectProvider(scope, "oidc-provider", {
    url: `https://${host}`,
    clientIdList: [audience],
    // No thumbprint_list: IAM trusts public authorities by its own list, and fetches the thumbprint of any other itself.
    tags,
  });
  if (!existingArn) return provider.arn;

  provider.addOverride("count", conditional(Op.eq(existingArn, Token.nullValue()), 1, 0));
  return Token.asString(Fn.coalesce([existingArn, Fn.one(propertyAccess(provider, ["*", "arn"]))]));
}

/** A variable is known when Terraform counts, and may be null. The ARN of another resource is neither. */
function isVariable(scope: Construct, text: string): boolean {
  const reference = resolved(scope, text);
  return typeof reference === "string" && /^\$\{var\.[\w-]+\}$/.test(reference);
}
