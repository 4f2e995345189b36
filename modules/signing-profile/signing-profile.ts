import { SignerSigningProfile } from "@cdktf/provider-aws/lib/signer-signing-profile";
import { SignerSigningProfilePermission } from "@cdktf/provider-aws/lib/signer-signing-profile-permission";
import { Construct } from "constructs";
import { checkProps, expectThat, isToken } from "../checks";
import * as rules from "./rules";
import { SignatureValidity } from "./signature-validity";
import { SigningPlatform } from "./signing-platform";

/** What others may read of a signing profile. */
export interface ISigningProfile {
  readonly profileName: string;
  /** `arn:…:signer:…:/signing-profiles/NAME`: what IAM policies name. */
  readonly profileArn: string;
  /** `arn:…:signer:…:/signing-profiles/NAME/VERSION`: what a code signing config lists as a publisher. */
  readonly profileVersionArn: string;
}

/** Actions of AWS Signer that a profile on the Lambda platform can grant to another account or role. */
export type SigningProfileAction =
  "signer:StartSigningJob" | "signer:GetSigningProfile" | "signer:RevokeSignature";

export interface SigningProfilePermission {
  /** A 12-digit account id, or the ARN of an IAM role. */
  readonly principal: string;
  readonly action: SigningProfileAction;
  /** Unique in the profile: letters, digits, `-` and `_`, 64 at the most. */
  readonly statementId: string;
}

export interface SigningProfileProps {
  /**
   * Beginning of the profile's name: 2 to 38 letters, digits or underscores. AWS appends the rest, because the name of
   * a cancelled profile is never free again and a replaced profile would find its own name taken.
   */
  readonly namePrefix: string;
  /** @default SigningPlatform.AWS_LAMBDA_SHA384_ECDSA */
  readonly platform?: SigningPlatform;
  /** @default SignatureValidity.months(135), the longest that AWS gives */
  readonly signatureValidity?: SignatureValidity;
  /**
   * Who outside this account may use the profile.
   * @default nobody
   */
  readonly permissions?: readonly SigningProfilePermission[];
  /** @default none */
  readonly tags?: Record<string, string>;
}

/**
 * A signing profile of AWS Signer. The signing key is AWS's own: there is none to rotate or to protect here. What is
 * replaced is the profile, and a new one is created before the old one is cancelled, so that a code signing config can
 * list both meanwhile.
 */
export class SigningProfile extends Construct implements ISigningProfile {
  readonly profileName: string;
  readonly profileArn: string;
  readonly profileVersionArn: string;
  /** `Active`, `Canceled` or `Revoked`, as Signer reports it. */
  readonly status: string;

  constructor(scope: Construct, id: string, props: SigningProfileProps) {
    super(scope, id);
    const platform = props.platform ?? SigningPlatform.AWS_LAMBDA_SHA384_ECDSA;
    const validity = props.signatureValidity ?? SignatureValidity.months(135);
    const permissions = props.permissions ?? [];

    checkProps(this, [
      expectThat("namePrefix", props.namePrefix, rules.namePrefix),
      isToken(validity.type)
        ? undefined
        : expectThat(
            `signatureValidity.${validity.type.toLowerCase()}`,
            validity.value,
            rules.signatureValidity[validity.type],
          ),
      ...permissions.flatMap(({ principal, action, statementId }, index) => [
        expectThat(`permissions[${index}].principal`, principal, rules.principal),
        expectThat(`permissions[${index}].action`, action, rules.action),
        expectThat(`permissions[${index}].statementId`, statementId, rules.statementId),
        expectThat(`permissions[${index}].statementId`, statementId, {
          expected: "an id that no other permission has",
          isRight: () => permissions.findIndex((other) => other.statementId === statementId) === index,
        }),
      ]),
    ]);

    const profile = new SignerSigningProfile(this, "profile", {
      namePrefix: props.namePrefix,
      platformId: platform.platformId,
      signatureValidityPeriod: { value: validity.value, type: validity.type },
      tags: props.tags,
      lifecycle: { createBeforeDestroy: true },
    });

    const byStatementId = new Map(permissions.map((permission) => [permission.statementId, permission]));
    for (const permission of byStatementId.values()) {
      new SignerSigningProfilePermission(this, `permission-${permission.statementId}`, {
        profileName: profile.name,
        // Without the version a permission would also cover what a later version of the profile signs.
        profileVersion: profile.version,
        action: permission.action,
        principal: permission.principal,
        statementId: permission.statementId,
      });
    }

    this.profileName = profile.name;
    this.profileArn = profile.arn;
    this.profileVersionArn = profile.versionArn;
    this.status = profile.status;
  }
}
