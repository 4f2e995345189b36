import { setTimeout as sleep } from "node:timers/promises";
import { accountOf, regionOf } from "./arns";
import type { SigningAuthority } from "../signature";
import type { AuditLog } from "./audit";
import { createCallers } from "./caller";
import type { Clock } from "./clock";
import { REMEDIES } from "./emulators";
import { putJobStatusChange, putSignatureValidationError } from "./events";
import { type Faults, guarded, struck } from "./faults";
import type { Routes } from "./front";
import type { AwsHandler, AwsService, Forward } from "./http";
import { roleExistsIn } from "./iam-roles";
import { createLambdaCodeSigning, inMemoryLambdaState } from "./lambda";
import { S3Objects } from "./s3";
import { ACCOUNT_ID } from "./settings";
import { createSigner, inMemorySignerState } from "./signer";
import { failInterruptedJobs, keptStores, type State } from "./state";
import type { ForwardLarge, ForwardStream } from "./streaming";

export interface ServicesOptions {
  readonly state: State;
  readonly clock: Clock;
  readonly authority: SigningAuthority;
  /** Reaches the emulators as the front itself, which may do what no client may. */
  readonly forwardOwn: ForwardLarge;
  /** Reaches the emulators as the client that asks. */
  readonly forward: Forward;
  /** As `forwardOwn`, for objects that are too large for memory. */
  readonly forwardObjects: ForwardStream;
  /** Folder for the files of such objects. */
  readonly temporary: string;
  readonly faults: Faults;
  readonly auditLog: Pick<AuditLog, "add">;
}

/** What the local AWS answers by itself, from a start or a reset to the next reset. */
export interface Services extends Required<
  Pick<Routes, "handlers" | "callerArnOf" | "faultOf" | "onAnswered">
> {
  /** PEM of the keys that sign for devices, by algorithm. */
  devicePublicKeys(): Promise<Readonly<Record<string, string>>>;
  /**
   * Whatever they are still at comes to nothing: jobs that run reach no emulator any more. Settles when none of what
   * they had asked the emulators for can come later: a function that came after a reset would have lost its config.
   * @throws Error when that takes too long (an invocation may); then they go on.
   */
  end(): Promise<void>;
}

const END_MILLISECONDS = 5_000;

/** Makes the services as the state has them. Jobs that it knows as in progress have failed: nobody is at them. */
export function createServices({
  state,
  clock,
  authority,
  faults,
  auditLog,
  ...given
}: ServicesOptions): Services {
  let hasEnded = false;
  const underWay = new Set<Promise<unknown>>();
  const untilTheEnd =
    <Request, Response>(forward: (request: Request) => Promise<Response>) =>
    async (request: Request): Promise<Response> => {
      if (hasEnded) {
        throw new Error("The local AWS is being reset.");
      }
      const asked = forward(request);
      underWay.add(asked);
      return asked.finally(() => underWay.delete(asked));
    };
  const forward = untilTheEnd(given.forward);
  const forwardOwn = untilTheEnd(given.forwardOwn);
  const objects = new S3Objects(guarded(faults, untilTheEnd(given.forwardObjects)), given.temporary);
  /** What AWS tells the world comes as best it can: nobody waits for it, and its failure fails nothing. */
  const tell = (telling: Promise<void>): void =>
    void telling.catch((error: Error) => {
      if (!hasEnded) {
        process.stderr.write(`The local AWS could not tell what happened: ${error.message}\n`);
      }
    });

  const signerState = keptStores(inMemorySignerState(), "signer", state);
  failInterruptedJobs(signerState, clock);
  const signer = createSigner({
    clock,
    authority,
    objects,
    roleExists: roleExistsIn(forward),
    state: signerState,
    beforeJob: () => faults.onJob(),
    onJobStatusChange: (job) => tell(putJobStatusChange(forwardOwn, job)),
  });
  const lambda = createLambdaCodeSigning({
    accountId: ACCOUNT_ID,
    clock,
    signer,
    forward: forwardOwn,
    objects,
    trustedRoots: [authority.rootCertificate],
    state: keptStores(inMemoryLambdaState(), "lambda", state),
    onTolerated: ({ name, arn }) => {
      const tolerated = { functionName: name, region: regionOf(arn), accountId: accountOf(arn) };
      tell(putSignatureValidationError(forwardOwn, tolerated));
    },
  });
  const own: Record<string, AwsService> = { signer, lambda };
  const handlers: Record<string, AwsHandler> = { signer: signer.handle, lambda: lambda.handle };
  for (const { service, answer } of REMEDIES) {
    const before = handlers[service];
    handlers[service] = async (request) => (await before?.(request)) ?? (await answer(request, forward));
  }
  return {
    handlers,
    devicePublicKeys: async () => ({
      ECDSA: await signer.devicePublicKey("ECDSA"),
      RSA: await signer.devicePublicKey("RSA"),
    }),
    callerArnOf: createCallers(ACCOUNT_ID, forward),
    faultOf: (request) => struck(faults, request, own),
    onAnswered: (request, response) => {
      const operation = Object.hasOwn(own, request.service)
        ? own[request.service]!.operationOf(request)
        : undefined;
      if (operation) {
        auditLog.add({ request, operation, response, at: clock.now() });
      }
    },
    end: async () => {
      hasEnded = true;
      await Promise.race([
        Promise.allSettled([...underWay]),
        sleep(END_MILLISECONDS, undefined, { ref: false }),
      ]);
      if (underWay.size > 0) {
        hasEnded = false;
        throw new Error(
          `Nothing was reset: expected what is under way to end within ${END_MILLISECONDS / 1000} s, and ${underWay.size} requests to the emulators haven't (a function that runs, or a large package). Try again when they have.`,
        );
      }
    },
  };
}
