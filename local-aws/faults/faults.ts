import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Call, Fault } from "./fault";

/** A fault that was asked for, and how often it struck. */
export interface ActiveFault {
  readonly id: string;
  readonly fault: Fault;
  readonly struck: number;
}

type OfKind<K extends Fault["kind"]> = Extract<Fault, { kind: K }>;
type OnCalls = OfKind<"throttle"> | OfKind<"access-denied">;

/** What strikes a call; the first fault that fits wins. */
export type Strike = "throttle" | "access-denied" | "not-found";

/** The faults that are asked for at the moment. */
export class Faults {
  private active: { id: string; fault: Fault; struck: number }[] = [];
  /** How often each job was described while new jobs aren't found. */
  private readonly describes = new Map<string, number>();

  constructor(faults: readonly Fault[] = []) {
    faults.forEach((fault) => this.add(fault));
  }

  add(fault: Fault): string {
    const id = randomUUID();
    this.active.push({ id, fault, struck: 0 });
    return id;
  }

  list(): readonly ActiveFault[] {
    return this.active;
  }

  /** @returns whether it was there. */
  remove(id: string): boolean {
    const removed = this.active.find((active) => active.id === id);
    this.active = this.active.filter((active) => active !== removed);
    if (removed?.fault.kind === "new-jobs-not-found") {
      this.describes.clear();
    }
    return removed !== undefined;
  }

  clear(): void {
    this.active = [];
    this.describes.clear();
  }

  /** What strikes a call. Asking counts as one strike. */
  onCall(call: Call): Strike | undefined {
    const onCall = this.strike((fault): fault is OnCalls => isOnCall(fault, call));
    return onCall?.kind ?? (this.isNewJob(call) ? "not-found" : undefined);
  }

  /**
   * Slows a signing job down, or fails it.
   * @throws Error with the reason that the job fails for.
   */
  async onJob(): Promise<void> {
    const slow = this.strike((fault) => fault.kind === "slow-jobs");
    if (slow) {
      // A job that is still slowed down keeps nobody from stopping.
      await sleep(slow.milliseconds, undefined, { ref: false });
    }
    const failed = this.strike((fault) => fault.kind === "failed-jobs");
    if (failed) {
      throw new Error(failed.reason);
    }
  }

  private isNewJob({ service, operation, jobId }: Call): boolean {
    if (service !== "signer" || operation !== "DescribeSigningJob" || jobId === undefined) {
      return false;
    }
    const before = this.describes.get(jobId) ?? 0;
    const strikes = this.strike(
      (fault): fault is OfKind<"new-jobs-not-found"> =>
        fault.kind === "new-jobs-not-found" && before < fault.describes,
    );
    if (strikes) {
      this.describes.set(jobId, before + 1);
    }
    return strikes !== undefined;
  }

  /** The first fault that fits, counted; it goes once it has struck as often as it should. */
  private strike<F extends Fault>(fits: (fault: Fault) => fault is F): F | undefined {
    const found = this.active.find(({ fault }) => fits(fault));
    if (!found) {
      return undefined;
    }
    found.struck += 1;
    if ("times" in found.fault && found.struck === found.fault.times) {
      this.remove(found.id);
    }
    return found.fault as F;
  }
}

function isOnCall(fault: Fault, call: Call): boolean {
  if (fault.kind !== "throttle" && fault.kind !== "access-denied") {
    return false;
  }
  return (
    fault.service === call.service &&
    (fault.operation === undefined || fault.operation === call.operation) &&
    (fault.kind === "throttle" || fault.bucket === undefined || fault.bucket === call.bucket)
  );
}
