const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;

/** Marks text for a terminal, or leaves it as it is. */
export type Paint = (style: keyof typeof CODES, text: string) => string;

export const plain: Paint = (_, text) => text;
export const colored: Paint = (style, text) => `\u001b[${CODES[style]}m${text}\u001b[0m`;

/** Control characters, and those that turn the direction of writing around. */
const UNPRINTABLE = /[\p{Cc}\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text from a package or from AWS, made harmless: a file's name must not move a terminal's cursor, or hide a line.
 */
export const printable = (text: string): string =>
  text.replace(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
