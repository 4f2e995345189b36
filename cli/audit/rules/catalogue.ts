import { ENFORCEMENT } from "./enforcement";
import { PROFILES } from "./profiles";
import type { Rule } from "./rule";
import { SIGNATURES } from "./signatures";
import { UNSIGNED } from "./unsigned";

/** All that an audit can find, by id. */
export const RULES: readonly Rule[] = [...UNSIGNED, ...ENFORCEMENT, ...SIGNATURES, ...PROFILES];
