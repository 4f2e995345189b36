import type { FunctionFacts, LayerFacts } from "./function-facts";
import { type Unread, unreadOf, valueOf } from "./read";

/** All that couldn't be found out about it. */
export function allUnread(facts: FunctionFacts | LayerFacts): Unread[] {
  const own = [...unreadOf(facts.package), ...unreadOf(facts.job), ...unreadOf(facts.profile)];
  if (facts.kind === "layer") return own;
  const ofLayers = facts.layers.flatMap((layer) => {
    const value = valueOf(layer);
    return value ? allUnread(value) : unreadOf(layer);
  });
  return [...own, ...unreadOf(facts.config), ...ofLayers];
}
