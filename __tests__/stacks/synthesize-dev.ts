import { environmentFrom } from "../../environments";
import { CheckedApp, CodeSigningStack, FunctionsStack, type FunctionsStackProps } from "../../stacks";

/** Synthesizes both stacks of `dev` as main.ts does, with packages of the test's own. */
export function synthesizeDev(
  outdir: string,
  packages: FunctionsStackProps["packages"],
  variables: NodeJS.ProcessEnv,
): void {
  const environment = environmentFrom({ ENVIRONMENT: "dev", AWS_REGION: "eu-west-1", ...variables });
  const app = new CheckedApp({ outdir });
  const props = { environment, stateDirectory: "../../../state" };
  const { codeSigning } = new CodeSigningStack(app, "code-signing-dev", props);
  new FunctionsStack(app, "functions-dev", {
    ...props,
    shared: environment.sharedValues === "variables" ? undefined : codeSigning,
    packages,
  });
  app.synth();
}
