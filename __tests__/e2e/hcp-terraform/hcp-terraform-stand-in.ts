import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { SelfSignedCertificate } from "./self-signed-certificate";

/** A workspace as Terraform asked to have it created. */
export interface CreatedWorkspace {
  readonly id: string;
  readonly name: string;
  readonly project: string;
  /** Where in the uploaded folder the configuration is. @default at its root */
  readonly workingDirectory?: string;
}

/** What one plan uploaded. */
export interface UploadedConfiguration {
  readonly id: string;
  readonly workspaceId: string;
  /** Whether it can be planned and never applied. */
  readonly speculative: boolean;
  /** Whether a run begins as soon as the archive is there. */
  readonly autoQueueRuns: boolean;
  /** A tar.gz of the folder that Terraform was run in. */
  archive?: Buffer;
}

export interface CreatedRun {
  readonly id: string;
  readonly workspaceId: string;
  readonly configurationVersionId: string;
}

export interface HcpTerraformStandInOptions {
  readonly organization: string;
  /** The organization's projects, the default one among them. */
  readonly projects: readonly string[];
  readonly token: string;
  /** What every plan is said to have printed. */
  readonly planLog: string;
  readonly certificate: SelfSignedCertificate;
}

interface Resource {
  readonly id: string;
  readonly type: string;
  readonly attributes?: Record<string, unknown>;
  readonly relationships?: Record<string, { readonly data: { readonly id: string; readonly type: string } }>;
}

type Answer =
  | { readonly json: object; readonly status?: 201 }
  | { readonly text: string }
  | { readonly status: 204 | 404 };

interface Request {
  /** What the route's pattern caught. */
  readonly caught: string[];
  readonly query: URLSearchParams;
  readonly body: Buffer;
}

type Route = readonly [method: string, path: RegExp, answer: (request: Request) => Answer, open?: "open"];

/**
 * Not HCP Terraform: as much of its API as Terraform's own `cloud` block asks for in an init and a speculative plan.
 * It keeps what is uploaded and runs nothing: each run is planned and finished as soon as it is created, with the log
 * that was put here.
 *
 * Source: https://developer.hashicorp.com/terraform/cloud-docs/api-docs, and what Terraform 1.11.4 was seen to ask.
 */
export class HcpTerraformStandIn {
  readonly workspaces: CreatedWorkspace[] = [];
  readonly configurations: UploadedConfiguration[] = [];
  readonly runs: CreatedRun[] = [];
  /** Requests that it knows nothing about, and those without the token, as `METHOD path`. */
  readonly refused: string[] = [];
  private readonly server: Server;

  constructor(private readonly options: HcpTerraformStandInOptions) {
    const { certificate: cert, key } = options.certificate;
    this.server = createServer({ cert, key }, (request, response) => {
      this.answer(request).then(
        (answer) => {
          // From 2.5 on Terraform takes the service for one that knows the cloud block.
          response.setHeader("TFP-API-Version", "2.6");
          if ("json" in answer) {
            response.setHeader("content-type", "application/json");
            response.writeHead(answer.status ?? 200).end(JSON.stringify(answer.json));
          } else if ("text" in answer) {
            response.writeHead(200).end(answer.text);
          } else {
            response.writeHead(answer.status).end();
          }
        },
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  /** `127.0.0.1:PORT` */
  get hostname(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(message: IncomingMessage): Promise<Answer> {
    const { pathname, searchParams: query } = new URL(message.url!, `https://${this.hostname}`);
    const body = await buffer(message);
    for (const [method, path, answer, open] of this.routes) {
      const match = message.method === method && path.exec(pathname);
      if (!match) continue;
      if (!open && message.headers.authorization !== `Bearer ${this.options.token}`) break;
      return answer({ caught: match.slice(1).map(decodeURIComponent), query, body });
    }
    this.refused.push(`${message.method} ${pathname}`);
    return { status: 404 };
  }

  private readonly routes: readonly Route[] = [
    [
      "GET",
      /^\/\.well-known\/terraform\.json$/,
      () => ({ json: { "tfe.v2": V2, "tfe.v2.1": V2, "tfe.v2.2": V2, "state.v2": V2 } }),
      "open",
    ],
    ["GET", /^\/api\/v2\/ping$/, () => ({ status: 204 }), "open"],
    ["GET", path("organizations/:/entitlement-set"), ({ caught: [name] }) => this.entitlements(name!)],
    ["GET", path("organizations/:/projects"), ({ query }) => this.projects(query.get("filter[names]"))],
    [
      "GET",
      path("organizations/:/workspaces/:"),
      ({ caught: [, named] }) => this.workspace(({ name }) => name === named),
    ],
    ["POST", path("organizations/:/workspaces"), ({ body }) => this.createWorkspace(body)],
    ["PATCH", path("workspaces/:"), ({ caught: [id] }) => this.workspace(({ id: own }) => own === id)],
    // Nothing was applied yet.
    ["GET", path("workspaces/:/current-state-version"), () => ({ status: 404 })],
    [
      "POST",
      path("workspaces/:/configuration-versions"),
      ({ caught: [workspaceId], body }) => this.createConfiguration(workspaceId!, body),
    ],
    // By its address alone, as the service's own storage does.
    ["PUT", /^\/uploads\/([^/]+)$/, ({ caught: [id], body }) => this.upload(id!, body), "open"],
    ["GET", path("configuration-versions/:"), ({ caught: [id] }) => json(this.configuration(id!))],
    ["POST", path("runs"), ({ body }) => this.createRun(body)],
    ["GET", path("runs/:"), ({ caught: [id] }) => json(this.run(id!))],
    ["GET", path("runs/:/run-events"), () => ({ json: { data: [] } })],
    ["GET", path("plans/:"), ({ caught: [id] }) => json(this.plan(id!))],
    ["GET", /^\/logs\/([^/]+)$/, ({ query }) => this.log(query), "open"],
  ];

  private entitlements(organization: string): Answer {
    if (organization !== this.options.organization) return { status: 404 };
    return json({ id: "org-1", type: "entitlement-sets", attributes: { operations: true } });
  }

  private projects(name: string | null): Answer {
    const found = this.options.projects.filter((project) => name === null || project === name);
    return {
      json: {
        data: found.map((project) => ({
          id: `prj-${this.options.projects.indexOf(project)}`,
          type: "projects",
          attributes: { name: project },
        })),
        meta: { pagination: { "current-page": 1, "total-pages": 1, "total-count": found.length } },
      },
    };
  }

  private workspace(isIt: (workspace: CreatedWorkspace) => boolean): Answer {
    const found = this.workspaces.find(isIt);
    return found ? json(workspaceResource(found)) : { status: 404 };
  }

  private createWorkspace(body: Buffer): Answer {
    const { attributes, relationships } = dataOf(body);
    const projectId = relationships?.project?.data.id;
    const workspace = {
      id: newId("ws"),
      name: attributes?.name as string,
      project: this.options.projects[Number(projectId?.replace("prj-", "") ?? 0)]!,
    };
    this.workspaces.push(workspace);
    return { json: { data: workspaceResource(workspace) }, status: 201 };
  }

  private createConfiguration(workspaceId: string, body: Buffer): Answer {
    const attributes = dataOf(body).attributes;
    const configuration = {
      id: newId("cv"),
      workspaceId,
      // What the service takes for true and false where nothing is said.
      speculative: attributes?.speculative === true,
      autoQueueRuns: attributes?.["auto-queue-runs"] !== false,
    };
    this.configurations.push(configuration);
    return { json: { data: this.configuration(configuration.id) }, status: 201 };
  }

  private upload(id: string, body: Buffer): Answer {
    const configuration = this.configurations.find((one) => one.id === id);
    if (!configuration) return { status: 404 };
    configuration.archive = body;
    return { status: 204 };
  }

  private configuration(id: string): Resource | undefined {
    const found = this.configurations.find((one) => one.id === id);
    return (
      found && {
        id,
        type: "configuration-versions",
        attributes: {
          status: found.archive ? "uploaded" : "pending",
          speculative: found.speculative,
          "upload-url": `https://${this.hostname}/uploads/${id}`,
        },
      }
    );
  }

  private createRun(body: Buffer): Answer {
    const { relationships } = dataOf(body);
    const run = {
      id: newId("run"),
      workspaceId: relationships!.workspace!.data.id,
      configurationVersionId: relationships!["configuration-version"]!.data.id,
    };
    this.runs.push(run);
    return { json: { data: this.run(run.id) }, status: 201 };
  }

  private run(id: string): Resource | undefined {
    const found = this.runs.find((one) => one.id === id);
    return (
      found && {
        id,
        type: "runs",
        attributes: {
          status: "planned_and_finished",
          "has-changes": true,
          "plan-only": true,
          actions: { "is-cancelable": false, "is-confirmable": false },
          permissions: { "can-apply": false },
        },
        relationships: {
          plan: { data: { id: id.replace("run-", "plan-"), type: "plans" } },
          workspace: { data: { id: found.workspaceId, type: "workspaces" } },
          "configuration-version": {
            data: { id: found.configurationVersionId, type: "configuration-versions" },
          },
        },
      }
    );
  }

  private plan(id: string): Resource | undefined {
    if (!this.runs.some((run) => run.id === id.replace("plan-", "run-"))) return undefined;
    const attributes = { status: "finished", "log-read-url": `https://${this.hostname}/logs/${id}` };
    return { id, type: "plans", attributes };
  }

  /** Between two control characters, which say that it is whole. */
  private log(query: URLSearchParams): Answer {
    const offset = Number(query.get("offset"));
    return {
      text: `\x02${this.options.planLog}\x03`.slice(offset, offset + Number(query.get("limit") ?? Infinity)),
    };
  }
}

const V2 = "/api/v2/";

/** A path below /api/v2/, in which each `:` catches a segment. */
const path = (pattern: string): RegExp => new RegExp(`^${V2}${pattern.replaceAll(":", "([^/]+)")}$`);

const newId = (type: string): string => `${type}-${randomBytes(8).toString("hex")}`;

const dataOf = (body: Buffer): Resource => (JSON.parse(body.toString()) as { data: Resource }).data;

const json = (data: Resource | undefined): Answer => (data ? { json: { data } } : { status: 404 });

const workspaceResource = ({ id, name, workingDirectory = "" }: CreatedWorkspace): Resource => ({
  id,
  type: "workspaces",
  attributes: {
    name,
    operations: true,
    "execution-mode": "remote",
    "terraform-version": "latest",
    "working-directory": workingDirectory,
    "structured-run-output-enabled": false,
    permissions: { "can-queue-run": true, "can-update": true, "can-read-settings": true },
  },
});
