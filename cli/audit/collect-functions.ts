import { ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { listedFunction } from "../aws/fleet";
import type { Collecting } from "./collect";
import type { FleetFunction } from "./facts";
import { readListing } from "./listing";

/** All functions of a Region, by name. @throws Failure */
export async function functionsOf(
  { signing: { clients }, state, versions, onFunctions }: Collecting,
  region: string,
): Promise<FleetFunction[]> {
  const listed = await readListing<FleetFunction>(state, {
    name: `functions ${region}`,
    onItems: onFunctions,
    page: (token) =>
      clients.ask(
        { action: "lambda:ListFunctions", about: `the functions in ${region}`, region },
        async () => {
          const { Functions: page = [], NextMarker: next } = await clients.lambda(region).send(
            new ListFunctionsCommand({
              ...(token ? { Marker: token } : {}),
              ...(versions ? { FunctionVersion: "ALL" } : {}),
            }),
          );
          return {
            items: page.map((one) => ({ ...listedFunction(one, versions), region })),
            next: next || null,
          };
        },
      ),
  });
  // One that was made while the pages were read may be on two of them.
  const distinct = new Map(listed.map((one) => [one.arn, one]));
  return [...distinct.values()].sort((a, b) => (a.arn < b.arn ? -1 : 1));
}
