import { ref, Token } from "cdktf";
import {
  SignatureValidity,
  type SignatureValidityUnit,
  type SigningProfilePermission,
} from "../../modules/signing-profile";
import * as rules from "../../modules/signing-profile/rules";
import type { TerraformModule } from "../terraform-module";

/** How long a signature is valid. */
export function signatureValidityVariable(module: TerraformModule): SignatureValidity {
  module.variable("signature_validity", "object({ value = number, type = string })", {
    description: "How long a signature is valid: `type` is DAYS, MONTHS or YEARS, 135 months at most.",
    default: { value: 135, type: "MONTHS" },
    validations: [
      {
        condition: 'contains(["DAYS", "MONTHS", "YEARS"], var.signature_validity.type)',
        expected: "a type of DAYS, MONTHS or YEARS",
      },
      {
        condition: Object.entries(rules.signatureValidity)
          .map(
            ([unit, rule]) =>
              `(var.signature_validity.type != "${unit}" || (${rule.condition("var.signature_validity.value")}))`,
          )
          .join(" && "),
        expected: Object.values(rules.signatureValidity)
          .map(({ expected }) => expected)
          .join(", or "),
      },
    ],
  });
  return SignatureValidity.of(
    Token.asNumber(ref("var.signature_validity.value")),
    Token.asString(ref("var.signature_validity.type")) as SignatureValidityUnit,
  );
}

/** Who outside of the account may use the profile: one permission that stands for each. */
export function permissionsVariable(module: TerraformModule): readonly SigningProfilePermission[] {
  const each = (rule: { condition(expression: string): string }, field: string): string =>
    `alltrue([for permission in var.permissions : ${rule.condition(`permission.${field}`)}])`;
  module.variable(
    "permissions",
    "list(object({ statement_id = string, principal = string, action = string }))",
    {
      description:
        "Who outside of this account may use the profile: an account id or the ARN of a role, and the action.",
      default: [],
      validations: [
        {
          condition: each(rules.principal, "principal"),
          expected: `each principal to be ${rules.principal.expected}`,
          got: "var.permissions[*].principal",
        },
        {
          condition: each(rules.statementId, "statement_id"),
          expected: `each statement_id to be ${rules.statementId.expected}`,
          got: "var.permissions[*].statement_id",
        },
        {
          condition: each(rules.action, "action"),
          expected: `each action to be ${rules.action.expected}`,
          got: "var.permissions[*].action",
        },
        {
          condition: "length(distinct(var.permissions[*].statement_id)) == length(var.permissions)",
          expected: "each statement_id once",
          got: "var.permissions[*].statement_id",
        },
      ],
    },
  );
  return [
    {
      statementId: "${each.key}",
      principal: "${each.value.principal}",
      action: "${each.value.action}" as "signer:StartSigningJob",
    },
  ];
}

/** What the one permission stands for. */
export const EACH_PERMISSION =
  "{ for permission in var.permissions : permission.statement_id => permission }";
