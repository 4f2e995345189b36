import { regionOf } from "../arns";
import type { Store } from "../store";
import type { CodeVerdict, SignedCode } from "./code-verdict";

export interface CodeSigningConfigRecord {
  readonly id: string;
  readonly arn: string;
  readonly description?: string;
  readonly signingProfileVersionArns: readonly string[];
  readonly untrustedArtifactOnDeployment: "Warn" | "Enforce";
  /** ISO 8601 in UTC, with nanoseconds. */
  readonly lastModified: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A function, by its ARN, and the code signing config attached to it. */
export interface Attachment {
  readonly functionArn: string;
  readonly codeSigningConfigArn: string;
  /** The function was deleted: it counts again if the emulator has the function after a restart. */
  readonly isOfDeleted?: true;
}

/** All that the code-signing part of Lambda remembers. Keys are ARNs, so that Regions never mix. */
export interface LambdaState {
  readonly configs: Store<CodeSigningConfigRecord>;
  readonly attachments: Store<Attachment>;
  /**
   * Signatures by `CodeSha256` of the package: what was deployed is told by its bytes, so versions keep their own
   * signature and unsigned code has none, without following what becomes of each function.
   */
  readonly signatures: Store<SignedCode>;
  /** Verdicts on layer versions, by their ARN. */
  readonly layers: Store<CodeVerdict>;
}

/** The config of an ARN; it belongs to its Region: from another one it can't be found. */
export const findConfig = (
  { configs }: Pick<LambdaState, "configs">,
  arn: string,
  { region }: { readonly region: string },
): CodeSigningConfigRecord | undefined => (regionOf(arn) === region ? configs.get(arn) : undefined);

export const inMemoryLambdaState = (): LambdaState => ({
  configs: new Map(),
  attachments: new Map(),
  signatures: new Map(),
  layers: new Map(),
});
