import type { Command } from "commander";
import type { Action } from "../session";

/** What verbs need of the program: they add a command, and hand their actions over. */
export interface Program {
  readonly command: (usage: string, summary: string) => Command;
  /** Runs an action, and keeps its exit code. */
  readonly run: (command: Command, action: Action) => Promise<void>;
}

export type Verb = (program: Program) => void;

/** Examples at the end of a verb's help. */
export const examples = (...lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ ${line}\n`).join("")}`;

/** Of an option that may come several times. */
export const several = (value: string, earlier: readonly string[] = []): string[] => [...earlier, value];
