/** A profile or a session of the user's own must neither reach the local AWS nor confuse the provider. */
const IDENTITY =
  /^AWS_(PROFILE|DEFAULT_PROFILE|SESSION_TOKEN|SECURITY_TOKEN|ROLE_ARN|WEB_IDENTITY_TOKEN_FILE)$/;

/** One service's endpoint wins over AWS_ENDPOINT_URL in AWS's SDKs. */
const ENDPOINTS = /^AWS_(ENDPOINT_URL_\w+|IGNORE_CONFIGURED_ENDPOINT_URLS)$/;

/** Where the user's own deployments keep their state. */
const STATE = /^(TF_CLOUD_(ORGANIZATION|PROJECT|HOSTNAME)|STATE_(BUCKET|REGION))$/;

/**
 * What turns terraform itself elsewhere: another workspace or working folder (which both stacks would share), arguments
 * such as `-target` or `-state`, and values of variables, of which the local stacks have one, the endpoint.
 */
const TERRAFORM = /^TF_(WORKSPACE|DATA_DIR|CLI_ARGS\w*|VAR_\w+)$/;

/** The environment without what would change as whom, where or what the local environment is deployed. */
export function withoutForeignSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const foreign = [IDENTITY, ENDPOINTS, STATE, TERRAFORM];
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !foreign.some((names) => names.test(name))),
  );
}
