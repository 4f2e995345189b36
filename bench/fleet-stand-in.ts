import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A fleet as the stand-in makes it up. */
export interface FleetOptions {
  readonly functions: number;
  /** Signing jobs that nothing runs of any more, for each function. @default 1 */
  readonly formerJobs?: number;
  /** What Lambda, and Signer by itself, answer in a second; beyond, they refuse. @default no limit */
  readonly requestsPerSecond?: number;
  /** Before each answer. @default 0 */
  readonly latencyMs?: number;
  /** Operations that there is no permission for. */
  readonly denied?: readonly string[];
}

export interface FleetStandIn {
  readonly endpoint: string;
  /** Requests that were answered, and refused ones, by operation. */
  readonly answered: Map<string, number>;
  readonly refused: Map<string, number>;
  /** What the denied operations are from now on. */
  deny(operations: readonly string[]): void;
  stop(): Promise<void>;
}

const ACCOUNT = "123456789012";
const REGION = "eu-west-1";
const LAMBDA_PAGE = 50;
const CONFIGS = 20;
export const FLEET_REGION = REGION;
export const PROFILE_ARN = `arn:aws:signer:${REGION}:${ACCOUNT}:/signing-profiles/claims/UqFTRcZGNs`;

/**
 * Stands in for the listings of Lambda and Signer, and for nothing else of them: a made-up fleet, with Lambda's limit of
 * 15 control plane requests a second, over which it answers 429. It is no AWS and no local AWS: nothing is signed here.
 */
export async function startFleetStandIn(options: FleetOptions): Promise<FleetStandIn> {
  const answered = new Map<string, number>();
  const refused = new Map<string, number>();
  const limits = { lambda: limiter(options.requestsPerSecond), signer: limiter(options.requestsPerSecond) };
  let denied = new Set(options.denied);

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://stand-in");
    const called = operationOf(url, options);
    await new Promise((resolve) => setTimeout(resolve, options.latencyMs ?? 0));
    const [status, body, error] = !called
      ? [404, { message: `The stand-in doesn't know ${url.pathname}` }, "ResourceNotFoundException"]
      : !limits[called.service]()
        ? [429, { message: "Rate exceeded" }, "TooManyRequestsException"]
        : denied.has(called.operation)
          ? [403, { message: `No permission for ${called.operation}` }, "AccessDeniedException"]
          : [200, called.answer(), undefined];
    const name = called?.operation ?? "unknown";
    const counts = status === 429 ? refused : answered;
    counts.set(name, (counts.get(name) ?? 0) + 1);
    response.writeHead(status, {
      "content-type": "application/json",
      ...(error ? { "x-amzn-errortype": error } : {}),
    });
    response.end(JSON.stringify(body));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answered,
    refused,
    deny: (operations) => (denied = new Set(operations)),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A bucket of tokens that a second fills. */
function limiter(perSecond: number | undefined): () => boolean {
  if (perSecond === undefined) return () => true;
  let tokens = perSecond;
  let last = performance.now();
  return () => {
    const now = performance.now();
    tokens = Math.min(perSecond, tokens + ((now - last) / 1000) * perSecond);
    last = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}

interface Called {
  readonly service: "lambda" | "signer";
  readonly operation: string;
  readonly answer: () => object;
}

function operationOf(url: URL, options: FleetOptions): Called | undefined {
  const path = decodeURIComponent(url.pathname);
  const { searchParams: query } = url;
  const fleet = fleetOf(options);
  const lambda = (operation: string, answer: () => object): Called => ({
    service: "lambda",
    operation,
    answer,
  });
  const signer = (operation: string, answer: () => object): Called => ({
    service: "signer",
    operation,
    answer,
  });

  const marker = Number(query.get("Marker") ?? 0);
  const all = { from: 0, to: options.functions };
  if (/^\/2015-03-31\/functions\/?$/.test(path)) {
    return lambda("ListFunctions", () => {
      const { items, next } = pageOf(all, marker, LAMBDA_PAGE);
      return { Functions: items.map(fleet.configuration), ...(next ? { NextMarker: next } : {}) };
    });
  }
  if (/^\/2020-04-22\/code-signing-configs\/?$/.test(path)) {
    return lambda("ListCodeSigningConfigs", () => ({
      CodeSigningConfigs: Array.from({ length: CONFIGS }, (_, index) => fleet.config(index)),
    }));
  }
  const [, oneConfig] = /code-signing-config:csc-(\w+)$/.exec(path) ?? [];
  if (oneConfig) {
    return lambda("GetCodeSigningConfig", () => ({ CodeSigningConfig: fleet.config(Number(oneConfig)) }));
  }
  const [, configId] = /code-signing-config:csc-(\w+)\/functions$/.exec(path) ?? [];
  if (configId) {
    return lambda("ListFunctionsByCodeSigningConfig", () => {
      const members = fleet.membersOf(Number(configId));
      const page = members.slice(marker, marker + LAMBDA_PAGE);
      const next = marker + LAMBDA_PAGE;
      return {
        FunctionArns: page.map(fleet.functionArn),
        ...(next < members.length ? { NextMarker: String(next) } : {}),
      };
    });
  }
  const [, name] =
    /\/functions\/(?:arn:aws:lambda:[\w-]+:\d+:function:)?fleet-(\d+)\/code-signing-config$/.exec(path) ?? [];
  if (name) {
    return lambda("GetFunctionCodeSigningConfig", () => {
      const config = fleet.configIndexOf(Number(name));
      return config === undefined ? {} : { CodeSigningConfigArn: fleet.configArn(config) };
    });
  }
  if (path === "/signing-jobs") {
    return signer("ListSigningJobs", () => {
      const token = Number(query.get("nextToken") ?? 0);
      const { items, next } = pageOf(
        { from: 0, to: fleet.jobs },
        token,
        Number(query.get("maxResults") ?? 25),
      );
      return { jobs: items.map(fleet.jobSummary), ...(next ? { nextToken: next } : {}) };
    });
  }
  const [, job] = /^\/signing-jobs\/([0-9a-f-]+)$/.exec(path) ?? [];
  if (job) return signer("DescribeSigningJob", () => fleet.job(Number.parseInt(job.slice(0, 8), 16)));
  if (path === "/signing-profiles/claims") {
    return signer("GetSigningProfile", () => ({
      profileName: "claims",
      profileVersionArn: PROFILE_ARN,
      arn: PROFILE_ARN.replace(/\/\w+$/, ""),
      status: "Active",
    }));
  }
  return undefined;
}

function pageOf({ from, to }: { from: number; to: number }, start: number, size: number) {
  const end = Math.min(start + size, to);
  return {
    items: Array.from({ length: Math.max(end - Math.max(start, from), 0) }, (_, index) => start + index),
    next: end < to ? String(end) : undefined,
  };
}

const SIGNED_AT = Date.UTC(2026, 8, 28) / 1000;

/** A function in ten is unsigned, one in twenty has no config, a config in twenty says Warn, some jobs are revoked. */
function fleetOf({ functions, formerJobs = 1 }: FleetOptions) {
  const functionArn = (index: number) => `arn:aws:lambda:${REGION}:${ACCOUNT}:function:fleet-${index}`;
  const configArn = (index: number) =>
    `arn:aws:lambda:${REGION}:${ACCOUNT}:code-signing-config:csc-${String(index).padStart(17, "0")}`;
  const isSigned = (index: number) => index % 10 !== 0;
  const configIndexOf = (index: number) => (index % CONFIGS === 5 ? undefined : index % CONFIGS);
  // The jobs of what is deployed lie between those of earlier deployments.
  const jobIdOf = (job: number) => `${job.toString(16).padStart(8, "0")}-0000-4000-8000-000000000000`;
  const jobOf = (index: number) => index * (formerJobs + 1);
  const isRevoked = (job: number) => job % 1009 === 1;
  const expiresAt = (job: number) => (job % 503 === 2 ? Date.UTC(2026, 9, 1) : Date.UTC(2037, 11, 28)) / 1000;
  const job = (index: number) => ({
    jobId: jobIdOf(index),
    status: "Succeeded",
    profileName: "claims",
    profileVersion: "UqFTRcZGNs",
    platformId: "AWSLambda-SHA384-ECDSA",
    createdAt: SIGNED_AT,
    signatureExpiresAt: Math.floor(expiresAt(index)),
    jobOwner: ACCOUNT,
    jobInvoker: ACCOUNT,
  });
  return {
    jobs: functions * (formerJobs + 1),
    functionArn,
    configArn,
    configIndexOf,
    membersOf: (config: number) =>
      Array.from({ length: functions }, (_, index) => index).filter(
        (index) => configIndexOf(index) === config,
      ),
    configuration: (index: number) => ({
      FunctionName: `fleet-${index}`,
      FunctionArn: functionArn(index),
      Runtime: "nodejs22.x",
      Role: `arn:aws:iam::${ACCOUNT}:role/fleet`,
      Handler: "index.handler",
      CodeSize: 1_234_567,
      Timeout: 30,
      MemorySize: 512,
      LastModified: "2026-10-01T12:00:00.000+0000",
      CodeSha256: "l5oIBKCDDkwfcUDWNKWJUFOePRjfz0vLvcSAgQH1MJ0=",
      Version: "$LATEST",
      PackageType: "Zip",
      Architectures: ["arm64"],
      ...(isSigned(index)
        ? {
            SigningProfileVersionArn: PROFILE_ARN,
            SigningJobArn: `arn:aws:signer:${REGION}:${ACCOUNT}:/signing-jobs/${jobIdOf(jobOf(index))}`,
          }
        : {}),
    }),
    config: (index: number) => ({
      CodeSigningConfigId: configArn(index).split(":").pop(),
      CodeSigningConfigArn: configArn(index),
      AllowedPublishers: { SigningProfileVersionArns: [PROFILE_ARN] },
      CodeSigningPolicies: { UntrustedArtifactOnDeployment: index === 7 ? "Warn" : "Enforce" },
    }),
    jobSummary: (index: number) => ({ ...job(index), isRevoked: isRevoked(index) }),
    job: (index: number) => ({
      ...job(index),
      completedAt: SIGNED_AT + 3,
      ...(isRevoked(index)
        ? { revocationRecord: { reason: "a test", revokedAt: SIGNED_AT + 86_400, revokedBy: ACCOUNT } }
        : {}),
    }),
  };
}
