import type { ResourceTiming } from "../toolchain";

/** What `npm start -- --report FILE` writes, as JSON. */
export interface Report {
  readonly steps: StepResult[];
  /** What terraform did to each resource, in the order of its end. */
  readonly resources: TimedResource[];
  readonly functions: VerifiedFunction[];
  readonly rejections: Rejection[];
  readonly warn: WarnResult[];
  /** `no changes`, or what would change. */
  secondPlan?: string;
  codeChange?: CodeChange;
  /** What `destroy` left in the local AWS; nothing was destroyed when it is missing. */
  remaining?: string[];
}

export interface StepResult {
  readonly name: string;
  readonly seconds: number;
  readonly ok: boolean;
  /** Why it failed. */
  readonly error?: string;
}

export interface TimedResource extends ResourceTiming {
  /** Name of the step that ran terraform. */
  readonly step: string;
}

export interface VerifiedFunction {
  readonly name: string;
  readonly signingJobArn: string;
  readonly signingProfileVersionArn: string;
  /** `signed and enforced`, or what is wrong. */
  readonly verdict: string;
}

export interface Rejection {
  readonly attack: string;
  /** AWS's error, such as `CodeVerificationFailedException`; empty when the deployment went through. */
  readonly error: string;
  readonly message: string;
  /** What became of the deployment that differs only in the attacked property: `accepted`, or its error. */
  readonly control: string;
}

export interface WarnResult {
  readonly artifact: string;
  /** `accepted`, or AWS's error. */
  readonly outcome: string;
  readonly expected: string;
}

export interface CodeChange {
  readonly newSigningJobs: number;
  readonly functionsUpdated: string[];
  /** Resources that the change touched besides the object, its job, its function and the function's alias. */
  readonly others: string[];
}

export const emptyReport = (): Report => ({
  steps: [],
  resources: [],
  functions: [],
  rejections: [],
  warn: [],
});
