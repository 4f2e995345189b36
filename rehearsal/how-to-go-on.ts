import { join } from "node:path";
import { clientEnvironment, exportLines } from "../local-aws/client-environment";
import type { Workspace } from "../toolchain";
import { DAYS_FORWARD } from "./attacks/expired";

/** What `--keep` leaves running. */
export interface Kept {
  readonly workspace: Workspace;
  readonly endpoint: string;
  readonly region: string;
  /** Folder of the synthesized stacks, relative to the project. */
  readonly output: string;
  /** What terraform and cdktf were run with. */
  readonly environment: NodeJS.ProcessEnv;
}

/** Of terraform and cdktf, where they are set: each is needed to reach the same state with the same provider. */
const VARIABLES = [
  "ENVIRONMENT",
  "SIGNED_LAMBDA_WORKSPACE",
  "TF_CLI_CONFIG_FILE",
  "CDKTF_DISABLE_PLUGIN_CACHE_ENV",
  "CHECKPOINT_DISABLE",
];

/** What to type to work with what `--keep` left. */
export function howToGoOn({ workspace, endpoint, region, output, environment }: Kept): string {
  const exports = exportLines({
    ...clientEnvironment({ endpoint, region }),
    ...Object.fromEntries(VARIABLES.map((name) => [name, environment[name]])),
    // cdktf takes any option from a variable with its prefix.
    CDKTF_OUTPUT: output === "cdktf.out" ? undefined : output,
  });
  return `
The local AWS runs at ${endpoint}, with everything deployed. Its clock is ${DAYS_FORWARD} days ahead of this
machine's: an attack with an expired signature needed that. To work with it, in this folder:

unset AWS_PROFILE AWS_SESSION_TOKEN
${exports}
npx cdktf plan code-signing-local
npx cdktf plan functions-local
npm run plan            # all stacks
npx cdktf apply '*'
terraform -chdir=${output}/stacks/functions-local plan
aws lambda list-functions

It ends with: ${stopCommand(workspace)}
`;
}

/** What ends the local AWS of a workspace. */
export const stopCommand = ({ root, directory }: Workspace): string =>
  `npm run local-aws -- --stop${directory === join(root, ".local") ? "" : ` --workspace ${directory}`}`;
