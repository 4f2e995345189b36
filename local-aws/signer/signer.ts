import type { SigningAuthority } from "../../signature";
import type { Clock } from "../clock";
import { json, type AwsRequest, type AwsResponse, type AwsService } from "../http";
import { type Match, route, type Route } from "../router";
import { UNKNOWN_SIGNER_OPERATION } from "../unconfirmed";
import { DeviceKeys } from "./device-keys";
import { SignerError } from "./errors";
import { JobRecords } from "./job-records";
import { type JobHooks, SigningJobs } from "./jobs";
import { ProfilePermissions, type RoleExists } from "./permissions";
import { type EncryptionAlgorithm, getSigningPlatform, listSigningPlatforms } from "./platforms";
import { ProfileAccess } from "./profile-access";
import { SigningProfiles } from "./profiles";
import * as requests from "./requests";
import { getRevocationStatus } from "./revocation-status";
import { isRevoked, type SignatureOrigin } from "./revocations";
import type { S3Objects } from "./s3-objects";
import { PayloadSigning } from "./sign-payload";
import { Signing } from "./signing";
import { inMemorySignerState, type SignerState } from "./state";
import { ProfileTags } from "./tags";

export interface SignerOptions extends JobHooks {
  readonly clock: Clock;
  /** Signs the packages. */
  readonly authority: SigningAuthority;
  /** Reads sources from S3, and writes signed objects. */
  readonly objects: S3Objects;
  /** Asks IAM whether a principal is there. */
  readonly roleExists: RoleExists;
  /** Profiles and jobs of earlier; none by default. */
  readonly state?: SignerState;
}

/** AWS Signer, and what Lambda wants to know of it. */
export interface Signer extends AwsService {
  isRevoked(signature: SignatureOrigin): boolean;
  /** PEM of the key that verifies what jobs sign for devices. */
  devicePublicKey(algorithm: EncryptionAlgorithm): Promise<string>;
}

/**
 * AWS Signer as its API (2017-08-25) is: profiles, jobs, permissions, revocations, platforms, tags. Regions and accounts
 * are kept apart: each request belongs to the Region that it was signed for, and to the account of its caller.
 */
export function createSigner(options: SignerOptions): Signer {
  const { state = inMemorySignerState() } = options;
  const deviceKeys = new DeviceKeys();
  const routes = routesOf(options, deviceKeys, state);
  return {
    operationOf: (request) => matchOf(routes, request),
    handle: async (request) => {
      try {
        return await answer(routes, request);
      } catch (error) {
        if (error instanceof SignerError) {
          return error.toResponse();
        }
        throw error;
      }
    },
    isRevoked: (signature) => isRevoked(state, signature),
    devicePublicKey: async (algorithm) => {
      const { publicKey } = await deviceKeys.of(algorithm);
      return publicKey.export({ format: "pem", type: "spki" }).toString();
    },
  };
}

function matchOf(
  routes: readonly Route[],
  { method, path }: Pick<AwsRequest, "method" | "path">,
): Match | undefined {
  return route(routes, method, path.replace(/\/+$/, "").split("/").map(decode));
}

async function answer(routes: readonly Route[], request: AwsRequest): Promise<AwsResponse> {
  const match = matchOf(routes, request);
  if (!match) {
    throw new SignerError(
      "UnknownOperationException",
      UNKNOWN_SIGNER_OPERATION(request.method, request.path),
    );
  }
  const output = await match.operation(request, match.labels);
  return output === undefined ? { status: 200, headers: {}, body: Buffer.alloc(0) } : json(200, output);
}

function routesOf(options: SignerOptions, deviceKeys: DeviceKeys, state: SignerState): Route[] {
  const { clock, authority, objects } = options;
  const access = new ProfileAccess(state.profiles);
  const profiles = new SigningProfiles(clock, access, state.profiles);
  const permissions = new ProfilePermissions(access, state.profiles, options.roleExists);
  const signing = new Signing(clock, authority, objects, deviceKeys);
  const jobs = new SigningJobs(clock, objects, signing, access, state, options);
  const payloads = new PayloadSigning(clock, authority, access, state.jobs);
  const records = new JobRecords(clock, state);
  const tags = new ProfileTags(state.profiles);
  const { parse } = requests;

  const profile = "/signing-profiles/{profileName}";
  const job = "/signing-jobs/{jobId}";
  return [
    ["PutSigningProfile", "PUT", profile, (r, l) => profiles.put(parse(requests.putSigningProfile, r, l), r)],
    ["GetSigningProfile", "GET", profile, (r, l) => profiles.get(parse(requests.getSigningProfile, r, l), r)],
    [
      "CancelSigningProfile",
      "DELETE",
      profile,
      (r, l) => profiles.cancel(parse(requests.cancelSigningProfile, r, l), r),
    ],
    [
      "ListSigningProfiles",
      "GET",
      "/signing-profiles",
      (r, l) => profiles.list(parse(requests.listSigningProfiles, r, l), r),
    ],
    [
      "RevokeSigningProfile",
      "PUT",
      `${profile}/revoke`,
      (r, l) => profiles.revoke(parse(requests.revokeSigningProfile, r, l), r),
    ],

    [
      "AddProfilePermission",
      "POST",
      `${profile}/permissions`,
      (r, l) => permissions.add(parse(requests.addProfilePermission, r, l), r),
    ],
    [
      "ListProfilePermissions",
      "GET",
      `${profile}/permissions`,
      (r, l) => permissions.list(parse(requests.listProfilePermissions, r, l), r),
    ],
    [
      "RemoveProfilePermission",
      "DELETE",
      `${profile}/permissions/{statementId}`,
      (r, l) => permissions.remove(parse(requests.removeProfilePermission, r, l), r),
    ],

    [
      "StartSigningJob",
      "POST",
      "/signing-jobs",
      (r, l) => jobs.start(parse(requests.startSigningJob, r, l), r),
    ],
    [
      "ListSigningJobs",
      "GET",
      "/signing-jobs",
      (r, l) => records.list(parse(requests.listSigningJobs, r, l), r),
    ],
    [
      "SignPayload",
      "POST",
      "/signing-jobs/with-payload",
      (r, l) => payloads.sign(parse(requests.signPayload, r, l), r),
    ],
    [
      "DescribeSigningJob",
      "GET",
      job,
      (r, l) => records.describe(parse(requests.describeSigningJob, r, l), r),
    ],
    [
      "RevokeSignature",
      "PUT",
      `${job}/revoke`,
      (r, l) => records.revokeSignature(parse(requests.revokeSignature, r, l), r),
    ],
    [
      "GetRevocationStatus",
      "GET",
      "/revocations",
      (r, l) => getRevocationStatus(state, parse(requests.getRevocationStatus, r, l)),
    ],

    [
      "ListSigningPlatforms",
      "GET",
      "/signing-platforms",
      (r, l) => listSigningPlatforms(parse(requests.listSigningPlatforms, r, l)),
    ],
    [
      "GetSigningPlatform",
      "GET",
      "/signing-platforms/{platformId}",
      (r, l) => getSigningPlatform(parse(requests.getSigningPlatform, r, l)),
    ],

    [
      "ListTagsForResource",
      "GET",
      "/tags/{resourceArn+}",
      (r, l) => tags.list(parse(requests.listTagsForResource, r, l, "BadRequestException"), r),
    ],
    [
      "TagResource",
      "POST",
      "/tags/{resourceArn+}",
      (r, l) => tags.tag(parse(requests.tagResource, r, l, "BadRequestException"), r),
    ],
    [
      "UntagResource",
      "DELETE",
      "/tags/{resourceArn+}",
      (r, l) => tags.untag(parse(requests.untagResource, r, l, "BadRequestException"), r),
    ],
  ];
}

/** As it is when it isn't valid percent-encoding: then it is the name of nothing. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
