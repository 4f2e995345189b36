import type { Input, Output } from "../clients/aws-client";
import { jsonOf } from "../clients/boto3";
import type { BotocoreModel } from "../clients/botocore-model";
import { expectEqual } from "../expect";
import type { Fixtures } from "../fixtures";
import { type Row, rowsOf } from "../row";
import type { Stage } from "../stage";

/** A right call of an operation. */
export interface OperationCase {
  /** What it does, in a sentence that begins with the operation's name. */
  readonly claim: string;
  readonly grade?: Row["grade"];
  /** Makes what the call needs, anew for each client. */
  readonly input: (fixtures: Fixtures) => Promise<Input>;
  /** Throws when the answer isn't right. */
  readonly check?: (output: Output, input: Input, fixtures: Fixtures) => void | Promise<void>;
  /** The CLI's command, where the other clients' service isn't it. */
  readonly cliCommand?: string;
  /** What live AWS is known to answer in spite of its own model. */
  readonly otherThanModel?: RegExp;
}

interface OperationsOptions {
  readonly service: string;
  readonly command: "signer" | "lambda";
  readonly modelOf: (stage: Stage) => BotocoreModel;
  readonly cases: Readonly<Record<string, OperationCase>>;
}

/** A row an operation: each of AWS's three clients makes the call, and the bytes of the answer are as the model has them. */
export function operationRows({ service, command, modelOf, cases }: OperationsOptions): Row[] {
  const rows = Object.entries(cases).map(([operation, one]) => [
    operation,
    {
      claim: one.claim,
      grade: one.grade ?? ("documented" as const),
      client: "boto3, SDK for JavaScript, AWS CLI",
      show: async (stage: Stage) => {
        const { fixtures, boto3 } = stage;
        for (const client of [boto3, stage.sdk, stage.cli]) {
          const input = await one.input(fixtures);
          const service = client === stage.cli ? (one.cliCommand ?? command) : command;
          const output = await client.call(service, operation, input);
          await one.check?.(output, input, fixtures);
        }
        const { status, text, notSent } = await boto3.exchange(command, operation, await one.input(fixtures));
        expectEqual("what kept boto3 from making the call", notSent, undefined);
        expectEqual("HTTP status", status, modelOf(stage).successStatusOf(operation));
        const deviations = modelOf(stage).deviations(operation, jsonOf(text) ?? {});
        expectEqual(
          "what differs from the model",
          deviations.filter((deviation) => !one.otherThanModel?.test(deviation)),
          [],
        );
      },
    },
  ]);
  return rowsOf(service, command, Object.fromEntries(rows) as Parameters<typeof rowsOf>[2]);
}
