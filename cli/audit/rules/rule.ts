import type { Publishers } from "../../trust/publishers";
import type { FleetConfig, FleetProfile } from "../facts";
import type { AuditedFunction, AuditedSignature, Finding } from "../report";

/** What rules look at: facts only, and nothing that the policy skips. */
export interface RuleInput {
  readonly functions: readonly AuditedFunction[];
  /** The layer versions of these functions, each once. */
  readonly code: readonly Code[];
  readonly configs: readonly ConfigInUse[];
  readonly profiles: readonly FleetProfile[];
  /** `undefined`: any will do. */
  readonly publishers: Publishers | undefined;
  readonly now: Date;
  readonly expiresBefore: Date;
}

/** What a signature is of: a function's own code, or a layer version. */
export interface Code {
  readonly kind: "function" | "layer";
  readonly resource: string;
  readonly region: string;
  /** The function itself, or those that have the layer. */
  readonly functions: readonly AuditedFunction[];
  readonly packageType: string;
  readonly signature: AuditedSignature | null;
}

export interface ConfigInUse extends FleetConfig {
  readonly functions: readonly AuditedFunction[];
}

/** Where a rule finds something wrong. */
export interface Hit {
  readonly resource: string;
  readonly region: string;
  readonly functions: readonly AuditedFunction[];
  readonly message: string;
}

export interface Rule extends Pick<Finding, "id" | "title" | "severity" | "outcome" | "remedy"> {
  /** When it finds something, for the docs: one sentence. */
  readonly finds: string;
  readonly find: (input: RuleInput) => readonly Hit[];
}

/** A rule on each function's own code and each layer version. */
export const onCode =
  (message: (code: Code, input: RuleInput) => string | undefined): Rule["find"] =>
  (input) =>
    input.code.flatMap((code) => {
      const found = message(code, input);
      return found === undefined ? [] : [hit(code, found)];
    });

/** A rule on signatures. */
export const onSignatures = (
  message: (signature: AuditedSignature, input: RuleInput, code: Code) => string | undefined,
): Rule["find"] =>
  onCode((code, input) => (code.signature ? message(code.signature, input, code) : undefined));

const hit = ({ resource, region, functions }: Code, message: string): Hit => ({
  resource,
  region,
  functions,
  message,
});
