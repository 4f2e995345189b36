import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { checkProfileHealth } from "../../rehearsal/signing-profile-health";

const DEPLOYED = { healthName: "health", profileName: "claims" };
const HEALTHY = { profileName: "claims", status: "Active" };

const check = (health: object, datapoints: object[]) =>
  checkProfileHealth(
    {
      lambda: answering(new LambdaClient({ region: "us-east-1" }), {
        Payload: Buffer.from(JSON.stringify(health)),
      }),
      cloudWatch: answering(new CloudWatchClient({ region: "us-east-1" }), { Datapoints: datapoints }),
    },
    DEPLOYED,
  );
const answering = <T extends object>(client: T, answer: object): T =>
  Object.assign(client, { send: () => Promise.resolve(answer) });

test("an active profile whose metric arrived is healthy", async () => {
  await expect(check(HEALTHY, [{ Minimum: 1 }])).resolves.toBeUndefined();
});

test.each([
  ["is not Active", { ...HEALTHY, status: "Canceled" }],
  ["is another one", { ...HEALTHY, profileName: "other" }],
])("a profile that %s is not", async (_what, health) => {
  await expect(check(health, [{ Minimum: 1 }])).rejects.toThrow(
    /^Expected health to find claims Active, got: \{/,
  );
});

test.each([
  ["never arrived", []],
  ["says 0", [{ Minimum: 0 }]],
])("a metric that %s is a fault", async (_what, datapoints) => {
  await expect(check(HEALTHY, datapoints)).rejects.toThrow(
    /^Expected the metric SigningProfileActive of claims to be 1, got: \[/,
  );
});
