/**
 * What `terraform plan|apply|destroy -json` prints, one JSON object a line.
 * Source: https://developer.hashicorp.com/terraform/internals/machine-readable-ui
 */

export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail: string;
  /** The resource it is about, such as `aws_lambda_function.submit_claim`. */
  readonly address?: string;
}

/** `noop` never appears among planned changes; `read` does, for data sources that are read during apply. */
export type ChangeAction =
  "create" | "read" | "update" | "replace" | "delete" | "noop" | "move" | "import" | "remove";

export interface PlannedChange {
  readonly address: string;
  readonly action: ChangeAction;
}

/** One thing done to one resource; a replacement is two, a delete and a create. */
export interface ResourceTiming {
  readonly address: string;
  readonly action: ChangeAction;
  /** ISO 8601, as `endedAt`. */
  readonly startedAt: string;
  readonly endedAt: string;
  readonly ok: boolean;
}

export interface TerraformReport {
  readonly diagnostics: readonly Diagnostic[];
  readonly plannedChanges: readonly PlannedChange[];
  /** In the order of their ends. */
  readonly timings: readonly ResourceTiming[];
}

/** Who hears of it while terraform runs: what it did is known then even of a run that is interrupted. */
export interface TerraformListeners {
  /** What begins or ends, as Terraform words it: `aws_vpc.vpc: Creating...`. */
  readonly onProgress?: (text: string) => void;
  /** Each resource when terraform is done with it. */
  readonly onResource?: (timing: ResourceTiming) => void;
}

interface Change {
  readonly resource: { readonly addr: string };
  readonly action: ChangeAction;
}

type Message = { readonly "@message": string; readonly "@timestamp": string } & (
  | { readonly type: "diagnostic"; readonly diagnostic: Diagnostic }
  | { readonly type: "planned_change"; readonly change: Change }
  | { readonly type: "apply_start" | "apply_complete" | "apply_errored"; readonly hook: Change }
);

/** Reads the messages of one command, line by line. */
export class TerraformMessages {
  private readonly diagnostics: Diagnostic[] = [];
  private readonly plannedChanges: PlannedChange[] = [];
  private readonly timings: ResourceTiming[] = [];
  private readonly startedAt = new Map<string, string>();

  constructor(private readonly listeners: TerraformListeners = {}) {}

  get report(): TerraformReport {
    const { diagnostics, plannedChanges, timings } = this;
    return { diagnostics, plannedChanges, timings };
  }

  /** Lines that are no JSON (Terraform's own warnings come before it switches) and unknown messages are passed over. */
  read(line: string): void {
    const message = messageIn(line);
    if (!message) return;
    switch (message.type) {
      case "diagnostic":
        this.diagnostics.push(message.diagnostic);
        break;
      case "planned_change":
        this.plannedChanges.push({
          address: message.change.resource.addr,
          action: message.change.action,
        });
        break;
      case "apply_start":
        this.startedAt.set(keyOf(message.hook), message["@timestamp"]);
        this.listeners.onProgress?.(message["@message"]);
        break;
      case "apply_complete":
      case "apply_errored":
        this.ended(message.hook, message["@timestamp"], message.type === "apply_complete");
        this.listeners.onProgress?.(message["@message"]);
        break;
    }
  }

  private ended(change: Change, endedAt: string, ok: boolean): void {
    const timing = {
      address: change.resource.addr,
      action: change.action,
      startedAt: this.startedAt.get(keyOf(change)) ?? endedAt,
      endedAt,
      ok,
    };
    this.timings.push(timing);
    this.listeners.onResource?.(timing);
  }
}

/** A replacement deletes and creates under one address. */
const keyOf = ({ action, resource }: Change): string => `${action} ${resource.addr}`;

function messageIn(line: string): Message | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as Message;
  } catch {
    return undefined;
  }
}

/** A diagnostic as Terraform words it: summary, then detail, and the resource that it is about. */
export function describeDiagnostic(diagnostic: Diagnostic): string {
  const title = diagnostic.address ? `${diagnostic.summary} (${diagnostic.address})` : diagnostic.summary;
  return diagnostic.detail ? `${title}\n${diagnostic.detail.trim()}` : title;
}
