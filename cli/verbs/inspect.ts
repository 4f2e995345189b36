import { examples, type Verb } from "./verb";

export interface InspectOptions {
  readonly allEntries?: boolean;
}

export const inspect: Verb = ({ command, run }) => {
  const verb = command(
    "inspect <file-or-job>",
    "show what is in a package and its signature, or what a job says",
  )
    .description(
      "Shows a package as a tree: its entries, digest and signature, with signing job, publisher, times, algorithm and " +
        "certificates. Or a signing job, by its id or ARN: what it read, wrote and says.\n\nIt judges nothing but " +
        "integrity: an unsigned package or an unknown root is shown, and fine.",
    )
    .option("--all-entries", "show all entries of the package, not the first 20")
    .addHelpText(
      "after",
      examples(
        "signed-lambda inspect build/claims-signed.zip",
        "signed-lambda inspect 0af5b0a8-3a94-4a29-8e5d-1d2b2b9a3c11",
      ),
    );
  verb.action((target: string, options: InspectOptions) =>
    run(verb, async (session) => (await import("../actions/inspect.js")).inspect(session, target, options)),
  );
};
