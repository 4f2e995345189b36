import type { FunctionTarget, LayerTarget } from "../aws/arns";
import {
  type FunctionFacts,
  inspectFunction,
  inspectLayer,
  type InspectOptions,
  type LayerFacts,
} from "../aws/function-facts";

export { SigningFacts } from "../aws/signing-facts";

/** Finds out everything about what is deployed under a name. @throws Failure when it can't be read at all */
export const inspectDeployed = (
  target: FunctionTarget | LayerTarget,
  options: InspectOptions,
): Promise<FunctionFacts | LayerFacts> =>
  target.kind === "layer" ? inspectLayer(target, options) : inspectFunction(target, options);
