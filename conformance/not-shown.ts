import type { NotShown } from "./row";

export const NOT_SHOWN: readonly NotShown[] = [];
