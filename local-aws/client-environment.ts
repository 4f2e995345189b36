import { TEST_CREDENTIALS } from "./settings";

/** The variables that make the AWS CLI, the AWS SDKs and Terraform's provider talk to a local AWS. */
export const clientEnvironment = ({ endpoint, region }: { endpoint: string; region: string }) => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_ACCESS_KEY_ID: TEST_CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: TEST_CREDENTIALS.secretAccessKey,
  AWS_REGION: region,
  // boto3 and older SDKs know only this one.
  AWS_DEFAULT_REGION: region,
});

/** As lines for a shell. */
export const exportLines = (variables: Readonly<Record<string, string | undefined>>): string =>
  Object.entries(variables)
    .filter((variable): variable is [string, string] => variable[1] !== undefined)
    .map(([name, value]) => `export ${name}=${shellWord(value)}\n`)
    .join("");

const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
