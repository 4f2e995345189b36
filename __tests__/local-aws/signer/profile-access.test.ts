import { isAllowed } from "../../../local-aws/signer/profile-access";
import type { PermissionStatement, ProfileRecord } from "../../../local-aws/signer/state";

const profileWith = (...statements: PermissionStatement[]): ProfileRecord => ({
  name: "shared",
  version: "abcdefghij",
  arn: "arn:aws:signer:us-east-1:123456789012:/signing-profiles/shared",
  platformId: "AWSLambda-SHA384-ECDSA",
  validity: { value: 1, type: "DAYS" },
  status: "Active",
  tags: {},
  policy: { revisionId: "1", statements },
});
const statement = (more: Partial<PermissionStatement> = {}): PermissionStatement => ({
  action: "signer:StartSigningJob",
  principal: "210987654321",
  statementId: "build",
  ...more,
});
const USER = "arn:aws:iam::210987654321:user/release-engineer";
const ROLE = "arn:aws:sts::210987654321:assumed-role/builder/session";

test.each([
  ["an account's user", statement(), USER, true],
  ["an account's assumed role", statement(), ROLE, true],
  ["another account's user", statement(), USER.replace("2109", "3109"), false],
  ["another action", statement({ action: "signer:RevokeSignature" }), USER, false],
  ["the profile's version", statement({ profileVersion: "abcdefghij" }), USER, true],
  ["another version of the profile", statement({ profileVersion: "0123456789" }), USER, false],
  ["a role", statement({ principal: "arn:aws:iam::210987654321:role/builder" }), ROLE, true],
  ["a role with a path", statement({ principal: "arn:aws:iam::210987654321:role/ci/builder" }), ROLE, true],
  ["another role", statement({ principal: "arn:aws:iam::210987654321:role/reader" }), ROLE, false],
  ["another account's role", statement({ principal: "arn:aws:iam::333333333333:role/builder" }), ROLE, false],
  [
    "a role's namesake of a user",
    statement({ principal: "arn:aws:iam::210987654321:role/release-engineer" }),
    USER,
    false,
  ],
  [
    "a session that is named like the role",
    statement({ principal: "arn:aws:iam::210987654321:role/session" }),
    ROLE,
    false,
  ],
])("a statement for %s", (_case, permission, callerArn, isExpected) => {
  expect(isAllowed(profileWith(permission), "StartSigningJob", callerArn)).toBe(isExpected);
});

test("one of many statements is enough, and none is too few", () => {
  const others = [statement({ principal: "333333333333" }), statement({ action: "signer:SignPayload" })];
  expect(isAllowed(profileWith(...others), "StartSigningJob", USER)).toBe(false);
  expect(isAllowed(profileWith(...others, statement()), "StartSigningJob", USER)).toBe(true);
  expect(isAllowed({ ...profileWith(), policy: undefined }, "StartSigningJob", USER)).toBe(false);
});
