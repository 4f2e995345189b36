import type { ObjectVersion } from "../deployed";
import type { Stage } from "./stage";

/** One function deployment: this object, under this code signing config. */
export interface Deployment {
  readonly object: ObjectVersion;
  readonly codeSigningConfigArn: string;
}

/** An attempt to deploy what must not be deployed, beside a control that differs only in the attacked property. */
export interface Attack {
  /** Short, in kebab case: it names a Terraform resource and a row of the summary. */
  readonly name: string;
  /** What is tried, for the summary. */
  readonly title: string;
  prepare(stage: Stage): Promise<{ readonly attacked: Deployment; readonly control: Deployment }>;
}
