import { randomUUID } from "node:crypto";
import { accountOf } from "../arns";
import type { AwsRequest } from "../http";
import { PROFILE_VERSION_NOT_FOUND, REVISION_MISMATCH, STATEMENT_NOT_FOUND } from "../unconfirmed";
import { SignerError } from "./errors";
import { pageOf } from "./pages";
import { NOTATION_PLATFORM } from "./platforms";
import type { ProfileAccess } from "./profile-access";
import type {
  AddProfilePermissionInput,
  ListProfilePermissionsInput,
  RemoveProfilePermissionInput,
} from "./requests";
import type { PermissionStatement, ProfileRecord, SignerState } from "./state";

const MAX_POLICY_BYTES = 2000;
const MAX_STATEMENT_ID = 64;

/** Whether IAM has a role, asked in the role's own account. */
export type RoleExists = (roleArn: string) => Promise<boolean>;

/** Who else may use a profile: its resource policy, one statement a permission. */
export class ProfilePermissions {
  constructor(
    private readonly access: ProfileAccess,
    private readonly profiles: SignerState["profiles"],
    private readonly roleExists: RoleExists,
  ) {}

  async add(input: AddProfilePermissionInput, request: AwsRequest) {
    checkStatement(input, this.toAddTo(request, input));
    await this.requirePrincipal(input, request);
    // Another request may have changed the profile meanwhile. Nothing waits from here on.
    const profile = this.toAddTo(request, input);
    const { statementId, action, principal, profileVersion } = input;
    const statement: PermissionStatement = {
      statementId,
      action,
      principal,
      ...(profileVersion && { profileVersion }),
    };
    const { policy } = profile;
    const existing = policy?.statements.find((other) => other.statementId === statementId);
    if (policy && existing) {
      if (isSameStatement(existing, statement)) {
        return { revisionId: policy.revisionId };
      }
      throw new SignerError(
        "ValidationException",
        `Statement with statementId ${statementId} is already in the policy`,
        "InvalidPermissionStatement",
      );
    }
    checkRevisionForAdding(profile, input.revisionId);
    const statements = [...(policy?.statements ?? []), statement];
    // The limit counts principals as they were given.
    if (sizeInBytes(profile, statements) > MAX_POLICY_BYTES) {
      throw new SignerError(
        "ServiceLimitExceededException",
        `Policy cannot exceed maximum size of ${MAX_POLICY_BYTES} bytes`,
        "ServiceLimitExceeded",
      );
    }
    return this.replace(profile, statements);
  }

  private toAddTo(request: AwsRequest, { profileName }: AddProfilePermissionInput): ProfileRecord {
    const profile = this.require(request, profileName);
    requireActive(profile, "add permission to");
    return profile;
  }

  /** Roles of other accounts can't be known here, as the local AWS holds only those that were made in it. */
  private async requirePrincipal(
    { principal }: AddProfilePermissionInput,
    request: AwsRequest,
  ): Promise<void> {
    const isOwnRole = principal.includes(":role/") && accountOf(principal) === accountOf(request.callerArn);
    if (isOwnRole && !(await this.roleExists(principal))) {
      throw new SignerError("ResourceNotFoundException", "Principal not found", "PrincipalNotFound");
    }
  }

  list({ profileName, nextToken }: ListProfilePermissionsInput, request: AwsRequest) {
    const profile = this.require(request, profileName);
    const { revisionId, statements } = requirePolicy(profile);
    // A policy has at most 2000 bytes, so that all of it fits into one page.
    const page = pageOf(statements, ({ statementId }) => statementId, { nextToken });
    return {
      revisionId,
      policySizeBytes: sizeInBytes(profile, statements.map(withPrincipalArn)),
      permissions: page.items,
      nextToken: page.nextToken,
    };
  }

  remove({ profileName, statementId, revisionId }: RemoveProfilePermissionInput, request: AwsRequest) {
    const profile = this.require(request, profileName);
    requireActive(profile, "remove permission from");
    const policy = requirePolicy(profile);
    requireRevision(revisionId, policy.revisionId);
    const statements = policy.statements.filter((statement) => statement.statementId !== statementId);
    if (statements.length === policy.statements.length) {
      throw new SignerError(
        "ResourceNotFoundException",
        STATEMENT_NOT_FOUND(profileName, statementId),
        "PolicyNotFound",
      );
    }
    return this.replace(profile, statements);
  }

  /** The last statement takes the policy with it: then there is no revision to name any more. */
  private replace(profile: ProfileRecord, statements: readonly PermissionStatement[]) {
    const revisionId = randomUUID();
    const policy = statements.length === 0 ? undefined : { revisionId, statements };
    this.profiles.set(profile.arn, { ...profile, policy });
    return { revisionId };
  }

  private require(request: AwsRequest, name: string): ProfileRecord {
    const profile = this.access.own(request, name);
    if (!profile) {
      // Not the sentence of the other operations on profiles.
      throw new SignerError(
        "ResourceNotFoundException",
        `SigningProfile with name ${name} does not exist`,
        "ProfileNotFound",
      );
    }
    return profile;
  }
}

function requireActive({ status }: ProfileRecord, verb: string): void {
  if (status !== "Active") {
    throw new SignerError(
      "ValidationException",
      `Cannot ${verb} a profile in ${status} state`,
      "ProfileNotActive",
    );
  }
}

function checkStatement(input: AddProfilePermissionInput, profile: ProfileRecord): void {
  const invalid = (code: string, message: string) => new SignerError("ValidationException", message, code);
  if (input.statementId === "") {
    throw invalid("ValidationException", "statementId cannot be empty.");
  }
  if (!/^[A-Za-z0-9_-]+$/.test(input.statementId)) {
    throw invalid(
      "InvalidPermissionStatement",
      "Statement ID must contain only alphanumeric characters, underscores, and dashes",
    );
  }
  if (input.statementId.length > MAX_STATEMENT_ID) {
    throw invalid(
      "InvalidPermissionStatement",
      `Statement ID must be less than ${MAX_STATEMENT_ID} characters length`,
    );
  }
  if (!/^([0-9]{12}|arn:aws:iam::[0-9]{12}:role\/.+)$/.test(input.principal)) {
    throw invalid("InvalidPrincipal", "Principal is not a valid AWS account id or IAM Role Arn");
  }
  const signing = profile.platformId === NOTATION_PLATFORM ? "signer:SignPayload" : "signer:StartSigningJob";
  const actions = [signing, "signer:GetSigningProfile", "signer:RevokeSignature"];
  if (!actions.includes(input.action)) {
    throw invalid(
      "ValidationException",
      `Action ${input.action} not supported for platform ${profile.platformId}. Action must be one of [${actions.join(", ")}]`,
    );
  }
  if (input.profileVersion !== undefined && input.profileVersion !== profile.version) {
    throw new SignerError(
      "ResourceNotFoundException",
      PROFILE_VERSION_NOT_FOUND(profile.name, input.profileVersion),
      "ProfileVersionNotFound",
    );
  }
}

function checkRevisionForAdding({ name, policy }: ProfileRecord, revisionId: string | undefined): void {
  if (!policy) {
    if (revisionId !== undefined) {
      throw new SignerError(
        "ValidationException",
        "Resource Policy does not exist but revisionId was specified in the request",
      );
    }
    return;
  }
  if (revisionId === undefined) {
    throw new SignerError(
      "ValidationException",
      `Resource Policy exists for Profile Name ${name}. But no revisionId was provided in the request`,
    );
  }
  requireRevision(revisionId, policy.revisionId);
}

function requireRevision(given: string, current: string): void {
  if (given !== current) {
    throw new SignerError("ConflictException", REVISION_MISMATCH(given, current), "PolicyRevisionIdMismatch");
  }
}

function requirePolicy({ name, policy }: ProfileRecord): NonNullable<ProfileRecord["policy"]> {
  if (!policy) {
    throw new SignerError(
      "ResourceNotFoundException",
      `No policies associated with profile ${name}`,
      "PolicyNotFound",
    );
  }
  return policy;
}

function isSameStatement(one: PermissionStatement, other: PermissionStatement): boolean {
  return (
    one.action === other.action &&
    one.principal === other.principal &&
    one.profileVersion === other.profileVersion
  );
}

/** As AWS writes a policy in the size that it reports. */
const withPrincipalArn = (statement: PermissionStatement): PermissionStatement => ({
  ...statement,
  principal: statement.principal.replace(/^([0-9]{12})$/, "arn:aws:iam::$1:root"),
});

/** Size of the resource policy that the statements make. */
function sizeInBytes({ arn }: ProfileRecord, statements: readonly PermissionStatement[]): number {
  const policy = statements.map(({ statementId, principal, action, profileVersion }) => ({
    Sid: statementId,
    Effect: "Allow",
    Principal: { AWS: principal },
    Action: action,
    Resource: arn,
    ...(profileVersion && { Condition: { StringEquals: { "signer:ProfileVersion": profileVersion } } }),
  }));
  return Buffer.byteLength(JSON.stringify(policy));
}
