import { installEmulators } from "../../../local-aws/emulators";
import {
  OPERATIONS_SHOWING_SIGNATURES,
  OTHER_OPERATIONS,
} from "../../../local-aws/lambda/emulated-operations";
import { boto3, WORKSPACE } from "../boto3-client";
import { START_TIMEOUT } from "../signer/harness";

/** What brings code or layers in, or decides on them: the front's own, whatever else is passed on. */
const CHECKED =
  /^(CreateFunction|UpdateFunctionCode|UpdateFunctionConfiguration|PublishLayerVersion|DeleteLayerVersion|.*CodeSigningConfigs?)$/;

test(
  "what is passed on to the emulator are operations of AWS's own model, and none that is checked",
  async () => {
    await installEmulators({ workspace: WORKSPACE });
    const model = (await boto3(
      "http://127.0.0.1:1",
      `
model = client("lambda").meta.service_model
operations = [model.operation_model(name) for name in model.operation_names]
result = {o.http["method"] + " " + o.http["requestUri"].split("?")[0].rstrip("/"): o.name for o in operations if "?" not in o.http["requestUri"]}
`,
    )) as Record<string, string>;
    const names = [...OPERATIONS_SHOWING_SIGNATURES, ...OTHER_OPERATIONS].map(
      ([, method, path]) => model[`${method} ${path}`] ?? `no operation: ${method} ${path}`,
    );
    expect([...OPERATIONS_SHOWING_SIGNATURES, ...OTHER_OPERATIONS].map(([name]) => name)).toEqual(names);
    expect(names.filter((name) => CHECKED.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  },
  START_TIMEOUT,
);
