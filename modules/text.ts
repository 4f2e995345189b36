import { Fn, Token } from "cdktf";

/** The first characters of a text that may be a token, whose own length says nothing of the text that it stands for. */
export const firstCharacters = (text: string, count: number): string =>
  Token.isUnresolved(text) ? Fn.substr(text, 0, count) : text.slice(0, count);

/** Every `from` replaced, in a text that may be a token. */
export const replaceAll = (text: string, from: string, to: string): string =>
  Token.isUnresolved(text) ? Fn.replace(text, from, to) : text.replaceAll(from, to);
