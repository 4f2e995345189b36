import { examples, type Verb } from "./verb";

export interface ProfileOptions {
  readonly owner?: string;
  readonly jobs: string;
}

export const profile: Verb = ({ command, run }) => {
  const verb = command(
    "profile <name>",
    "say how a signing profile is: status, validity, permissions, last jobs",
  )
    .description(
      "Says how a signing profile of AWS Signer is: its status and version, how long its signatures are valid, who may " +
        "sign with it, and how its last jobs went. (--profile is another thing: one of the AWS configuration files.)",
    )
    .option("--owner <account>", "account of the profile, when it is another's")
    .option("--jobs <count>", "how many of its last jobs to look at", "25")
    .addHelpText(
      "after",
      examples("signed-lambda profile claims", "signed-lambda profile claims --jobs 100 --output json"),
    );
  verb.action((name: string, options: ProfileOptions) =>
    run(verb, async (session) =>
      (await import("../actions/profile.js")).profileHealth(session, name, options),
    ),
  );
};
