import type { Command } from "commander";
import { Argument } from "commander";
import { examples, type Verb } from "./verb";

export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

export const completion: Verb = ({ command, run }) => {
  const verb = command("completion", "print what makes a shell complete the verbs and options")
    .addArgument(new Argument("<shell>").choices(SHELLS))
    .addHelpText(
      "after",
      examples(
        "signed-lambda completion bash > ~/.local/share/bash-completion/completions/signed-lambda",
        "source <(signed-lambda completion zsh)",
        "signed-lambda completion fish | source",
      ),
    );
  verb.action((shell: Shell) =>
    run(verb, async ({ output }) => {
      const { completionScript } = await import("../actions/completion.js");
      await output.writeData(completionScript(shell, completable(verb.parent!)));
      return "fine" as const;
    }),
  );
};

/** The words that can follow, by verb. */
export interface Completable {
  readonly verbs: readonly {
    readonly name: string;
    readonly summary: string;
    readonly options: readonly string[];
  }[];
}

function completable(program: Command): Completable {
  const optionsOf = (command: Command) =>
    command.options.map(({ long }) => long).filter((long) => long !== undefined);
  const everywhere = [...optionsOf(program), "--help"];
  // A verb with verbs of its own, such as `revoke job`, completes these and what they take.
  const wordsOf = (command: Command): string[] => [
    ...command.commands.map((below) => below.name()),
    ...optionsOf(command),
    ...command.commands.flatMap(wordsOf),
  ];
  return {
    verbs: program.commands.map((command) => ({
      name: command.name(),
      summary: command.summary(),
      options: [...new Set([...wordsOf(command), ...everywhere])],
    })),
  };
}
