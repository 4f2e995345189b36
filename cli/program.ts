import { Command, CommanderError } from "commander";
import { EXIT_CODES } from "./exit-codes";
import { addGlobalOptions, type GlobalOptions } from "./global-options";
import type { Io } from "./io";
import { runAction } from "./session";
import { audit } from "./verbs/audit";
import { completion } from "./verbs/completion";
import { inspect } from "./verbs/inspect";
import { list } from "./verbs/list";
import { profile } from "./verbs/profile";
import { revoke } from "./verbs/revoke";
import { sign } from "./verbs/sign";
import type { Verb } from "./verbs/verb";
import { verify } from "./verbs/verify";

const VERBS: readonly Verb[] = [sign, verify, inspect, list, audit, profile, revoke, completion];

/** The program as commander has it; `onExit` is told the exit code of the verb that ran. */
export function createProgram(io: Io, version: string, onExit: (code: number) => void): Command {
  const program = new Command("signed-lambda")
    .description(
      "Signs deployment packages of AWS Lambda with AWS Signer, and says whether what runs is what was signed, by whom, " +
        "until when, and whether that is still trusted.",
    )
    .version(version, "--version", "show the version")
    .helpOption("--help", "show this, or of a verb: its options and examples")
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    })
    .exitOverride();
  addGlobalOptions(program);
  for (const verb of VERBS) {
    verb({
      command: (usage, summary) =>
        program.command(usage).summary(summary).helpOption("--help", "show this").allowExcessArguments(false),
      run: async (command, action) =>
        onExit(await runAction(io, command.optsWithGlobals<GlobalOptions>(), action)),
    });
  }
  return program;
}

/**
 * Runs the command.
 * @param args without the program's own name
 * @returns the exit code
 */
export async function runProgram(args: readonly string[], io: Io, version: string): Promise<number> {
  let code: number = EXIT_CODES.fine.code;
  const program = createProgram(io, version, (ofVerb) => (code = ofVerb));
  try {
    await program.parseAsync(args, { from: "user" });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // It has said what it has to say: the help, the version, or what is wrong with the call.
    return error.exitCode === 0 ? EXIT_CODES.fine.code : EXIT_CODES.usage.code;
  }
}
