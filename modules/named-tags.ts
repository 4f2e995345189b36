import { Fn, Token, Tokenization } from "cdktf";

/** A resource's tag `Name` and its other tags, which win and may be a token. */
export function namedTags(name: string, tags: Record<string, string> = {}): Record<string, string> {
  return Tokenization.reverseMap(tags)
    ? Token.asStringMap(Fn.merge([{ Name: name }, tags]))
    : { Name: name, ...tags };
}
