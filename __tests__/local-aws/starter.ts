// Starts a local AWS as `npm start` does. "wait": then does nothing; "outlive": lets it go, and ends.
import { startLocalAwsProcess } from "../../rehearsal/local-aws-process";
import { workspace } from "../../toolchain";

async function main(): Promise<void> {
  const localAws = await startLocalAwsProcess(workspace(), new AbortController().signal);
  if (process.argv[2] === "outlive") {
    await localAws.outlive();
  }
  process.stdout.write("ready\n");
}

void main();
