import type { IncomingMessage } from "node:http";
import { readSetting } from "../body";
import { json, noContent, type AwsResponse } from "../http";
import { readFault } from "./fault";
import type { Faults } from "./faults";

const PATH = "/_local/faults";

/**
 * Answers `/_local/faults`: GET lists, POST adds one, DELETE removes all, or the one whose id follows.
 * @returns `undefined` when the request is for another path.
 */
export async function faultsControl(
  faults: Faults,
  incoming: IncomingMessage,
  path: string,
): Promise<AwsResponse | undefined> {
  if (path !== PATH && !path.startsWith(`${PATH}/`)) {
    return undefined;
  }
  const id = path.slice(PATH.length + 1);
  switch (`${incoming.method}${id === "" ? "" : " one"}`) {
    case "GET":
      return json(200, { faults: faults.list() });
    case "POST":
      try {
        return json(201, { id: faults.add(readFault(await readSetting(incoming))) });
      } catch (error) {
        return json(400, { error: (error as Error).message });
      }
    case "DELETE":
      faults.clear();
      return noContent();
    case "DELETE one":
      return faults.remove(id)
        ? noContent()
        : json(404, { error: `Expected the id of a fault that GET ${PATH} lists, got: ${id}` });
    default:
      return json(405, { error: `Expected GET, POST or DELETE of ${PATH}, got: ${incoming.method} ${path}` });
  }
}
