import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A metric as it arrived. */
export interface PublishedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly value: number;
  readonly dimensions: readonly { Name: string; Value: string }[];
}

/** A profile or a job in the form of Signer's JSON; times in seconds since 1970. */
type SignerJson = Record<string, unknown>;

interface PutMetricData {
  readonly Namespace: string;
  readonly MetricData: readonly {
    readonly MetricName: string;
    readonly Value: number;
    readonly Dimensions: PublishedMetric["dimensions"];
  }[];
}

/**
 * Not AWS: answers the three requests of signing-profile-health with what a test put here, in the wire format
 * of the AWS SDK, so that the real clients run.
 */
export class SignerAndCloudWatchStandIn {
  readonly profiles = new Map<string, SignerJson>();
  jobs: SignerJson[] = [];
  jobsPerPage = 25;
  /** Answered with 403 AccessDeniedException. */
  readonly denied = new Set<"GetSigningProfile" | "ListSigningJobs" | "PutMetricData">();
  readonly published: PublishedMetric[] = [];
  readonly jobQueries: URLSearchParams[] = [];
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, this.endpoint);
    const operation = operationOf(request, url);
    const send = (status: number, body: object, errorType?: string): void => {
      if (errorType) response.setHeader("x-amzn-errortype", errorType);
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    };
    if (this.denied.has(operation))
      return send(403, { message: `${operation} denied` }, "AccessDeniedException");

    switch (operation) {
      case "GetSigningProfile": {
        const name = url.pathname.split("/")[2]!;
        const profile = this.profiles.get(name);
        if (profile) return send(200, { profileName: name, ...profile });
        return send(
          404,
          { message: `profile with name ${name} does not exist` },
          "ResourceNotFoundException",
        );
      }
      case "ListSigningJobs": {
        this.jobQueries.push(url.searchParams);
        const start = Number(url.searchParams.get("nextToken") ?? 0);
        const end = start + this.jobsPerPage;
        const nextToken = end < this.jobs.length ? String(end) : undefined;
        return send(200, { jobs: this.jobs.slice(start, end), nextToken });
      }
      case "PutMetricData": {
        const chunks = (await request.toArray()) as Buffer[];
        const { Namespace, MetricData } = JSON.parse(Buffer.concat(chunks).toString()) as PutMetricData;
        for (const { MetricName, Value, Dimensions } of MetricData) {
          this.published.push({
            namespace: Namespace,
            name: MetricName,
            value: Value,
            dimensions: Dimensions,
          });
        }
        return send(200, {});
      }
    }
  }
}

function operationOf(
  request: IncomingMessage,
  url: URL,
): "GetSigningProfile" | "ListSigningJobs" | "PutMetricData" {
  if (request.headers["x-amz-target"] === "GraniteServiceVersion20100801.PutMetricData")
    return "PutMetricData";
  return url.pathname.startsWith("/signing-profiles/") ? "GetSigningProfile" : "ListSigningJobs";
}
