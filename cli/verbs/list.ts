import { examples, type Verb } from "./verb";

export interface ListOptions {
  readonly signed?: boolean;
  readonly unsigned?: boolean;
  readonly warn?: boolean;
  readonly expiresBefore?: string;
  readonly signingProfile?: string;
  readonly csv?: boolean;
}

export const list: Verb = ({ command, run }) => {
  const verb = command("list", "list the functions of a Region: config, policy, publisher, job, expiry")
    .description(
      "Lists the functions of a Region with their code signing config, its policy, the publisher and the signing job of " +
        "what is deployed, and when its signature expires. It takes Lambda's and Signer's word and downloads nothing: " +
        "`verify` looks at the bytes. Filters are combined.",
    )
    .option("--signed", "only functions whose code has a signature")
    .option("--unsigned", "only functions whose code has no signature")
    .option("--warn", "only functions that take unsigned code: under Warn, or without a code signing config")
    .option("--expires-before <time>", "only signatures that expire before: 90d from now, or 2027-01-31")
    .option("--signing-profile <name-or-arn>", "only code that this signing profile signed")
    .option("--csv", "as CSV")
    .addHelpText(
      "after",
      examples(
        "signed-lambda list --signed",
        "signed-lambda list --warn --unsigned",
        "signed-lambda list --expires-before 90d --csv --output-file expiring.csv",
      ),
    );
  verb.action((options: ListOptions) =>
    run(verb, async (session) => (await import("../actions/list.js")).list(session, options)),
  );
};
