import type { Completable, Shell } from "../verbs/completion";

/** A script for the shell. It completes files where there is nothing else to complete. */
export function completionScript(shell: Shell, { verbs }: Completable): string {
  switch (shell) {
    case "bash":
      return bash({ verbs });
    case "zsh":
      // zsh runs bash's completions.
      return `autoload -U +X bashcompinit && bashcompinit\n${bash({ verbs })}`;
    case "fish":
      return fish({ verbs });
  }
}

const bash = ({ verbs }: Completable): string => `# Completion of signed-lambda
_signed_lambda() {
  local current="\${COMP_WORDS[COMP_CWORD]}" verb="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in
      ${verbs.map(({ name }) => name).join("|")}) verb="$word"; break ;;
    esac
  done
  case "$verb" in
    "") words="${verbs.map(({ name }) => name).join(" ")} --help --version" ;;
${verbs.map(({ name, options }) => `    ${name}) words="${options.join(" ")}" ;;`).join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _signed_lambda signed-lambda
`;

const fish = ({ verbs }: Completable): string => {
  const noVerb = `not __fish_seen_subcommand_from ${verbs.map(({ name }) => name).join(" ")}`;
  return [
    "# Completion of signed-lambda",
    ...verbs.map(
      ({ name, summary }) =>
        `complete -c signed-lambda -n "${noVerb}" -a ${name} -d '${summary.replaceAll("'", String.raw`\'`)}'`,
    ),
    ...verbs.flatMap(({ name, options }) =>
      options.map((option) => {
        const condition = `-n "__fish_seen_subcommand_from ${name}"`;
        return option.startsWith("--")
          ? `complete -c signed-lambda ${condition} -l ${option.slice(2)}`
          : `complete -c signed-lambda ${condition} -a ${option}`;
      }),
    ),
    "",
  ].join("\n");
};
