import { Fn, Token } from "cdktf";
import { Construct } from "constructs";
import { ArtifactBucket } from "../artifact-bucket";
import { checkProps, expectThat, isToken } from "../checks";
import { CodeSigningConfig, type UntrustedArtifactPolicy } from "../code-signing-config";
import { EncryptionKey } from "../encryption-key";
import { type SignatureValidity, SigningProfile, type SigningProfilePermission } from "../signing-profile";
import { replaceAll } from "../text";
import * as rules from "./rules";

export interface CodeSigningProps {
  /** What all names begin with: 3 to 36 lower-case letters, digits and `-`, a letter first. */
  readonly name: string;
  /** @default UntrustedArtifactPolicy.ENFORCE */
  readonly untrustedArtifactPolicy?: UntrustedArtifactPolicy;
  /** @default SignatureValidity.months(135) */
  readonly signatureValidity?: SignatureValidity;
  /** Version ARNs of profiles that are trusted besides this one, such as the one it replaces. @default none */
  readonly additionalPublishers?: readonly string[];
  /** Who outside this account may use the profile. @default nobody */
  readonly permissions?: readonly SigningProfilePermission[];
  /** Whether `destroy` may empty the bucket of its artifacts. @default false */
  readonly forceDestroy?: boolean;
  /** Days that the key can still be saved after `destroy`, 7 to 30. @default 30 */
  readonly keyDeletionWindowInDays?: number;
  /** @default none */
  readonly tags?: Record<string, string>;
}

/** All that a function needs to be signed: profile, code signing config, artifact bucket and key. */
export class CodeSigning extends Construct {
  readonly profile: SigningProfile;
  readonly config: CodeSigningConfig;
  readonly bucket: ArtifactBucket;
  readonly encryptionKey: EncryptionKey;

  constructor(scope: Construct, id: string, props: CodeSigningProps) {
    super(scope, id);
    const { name, additionalPublishers = [], tags } = props;
    checkProps(this, [expectThat("name", name, rules.name)]);

    this.encryptionKey = new EncryptionKey(this, "key", {
      alias: `${name}-artifacts`,
      description: `Encrypts the packages of ${name}, unsigned and signed`,
      deletionWindowInDays: props.keyDeletionWindowInDays,
      tags,
    });
    this.bucket = new ArtifactBucket(this, "artifacts", {
      bucketPrefix: `${name}-`,
      encryptionKey: this.encryptionKey,
      forceDestroy: props.forceDestroy,
      tags,
    });
    this.profile = new SigningProfile(this, "profile", {
      namePrefix: `${replaceAll(name, "-", "_")}_`,
      signatureValidity: props.signatureValidity,
      permissions: props.permissions,
      tags,
    });
    this.config = new CodeSigningConfig(this, "config", {
      description: `Publishers that ${name} trusts`,
      publishers: isToken(additionalPublishers)
        ? Token.asList(Fn.concat([[this.profile.profileVersionArn], additionalPublishers]))
        : [this.profile, ...additionalPublishers],
      untrustedArtifactPolicy: props.untrustedArtifactPolicy,
      tags,
    });
  }
}
