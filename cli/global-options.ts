import { type Command, Option } from "commander";

/** Options that every verb takes. */
export interface GlobalOptions {
  readonly region?: string;
  readonly profile?: string;
  readonly endpointUrl?: string;
  readonly output: "text" | "json";
  readonly outputFile?: string;
  /** `--no-color` */
  readonly color: boolean;
  readonly quiet: boolean;
}

const ON_AWS = "Options for AWS:";
const ON_OUTPUT = "Options for the output:";

/** Adds them. What says where AWS is comes from the AWS SDK's usual places when it isn't given. */
export function addGlobalOptions(command: Command): void {
  const add = (group: string, option: Option) => command.addOption(option.helpGroup(group));
  add(ON_AWS, new Option("--region <name>", "AWS Region (default: AWS_REGION, or that of the AWS profile)"));
  add(
    ON_AWS,
    new Option("--profile <name>", "profile of the AWS configuration files (default: AWS_PROFILE)"),
  );
  add(
    ON_AWS,
    new Option(
      "--endpoint-url <url>",
      "another endpoint, such as the local AWS's (default: AWS_ENDPOINT_URL)",
    ),
  );
  add(
    ON_OUTPUT,
    new Option("--output <format>", "how the result is written").choices(["text", "json"]).default("text"),
  );
  add(ON_OUTPUT, new Option("--output-file <file>", "write the result to a file instead of standard output"));
  add(ON_OUTPUT, new Option("--no-color", "no colors (also: the variable NO_COLOR)"));
  add(
    ON_OUTPUT,
    new Option("--quiet", "nothing on standard error but what made the call fail").default(false, ""),
  );
}
