import type { Remedy } from "./remedy";
import { securityGroupRuleDescriptions } from "./security-group-rule-descriptions";
import { trailTags } from "./trail-tags";

export type { Remedy };

/** Everything that the front mends; what must be mended inside ministack is beside its launcher. */
export const REMEDIES: readonly Remedy[] = [securityGroupRuleDescriptions, trailTags];
