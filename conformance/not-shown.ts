import type { Grade, NotShown } from "./row";

type Details = readonly [service: string, grade: Grade, claim: string, reason: string];

const ACCOUNT = "Needs a real account.";
const IAM = "IAM enforces nothing here: what policies allow is checked on the policies themselves.";
const NOT_RUN =
  "The provider's 6.x is not run: since 6.23 it asks S3 Control at a host name that no local endpoint has.";

const rows: Readonly<Record<string, Details>> = {
  "zip.captured-from-aws": [
    "Signer",
    "unconfirmed",
    "A package that AWS signed has this format to the byte.",
    `${ACCOUNT} The format is what others found out, and agrees with a vector that they signed anew.`,
  ],
  "zip.root-of-aws": [
    "Signer",
    "measured live",
    "AWS's signatures end at the root `Signer us-west-2 ROOT CA`, valid from 2020 to 2120.",
    "The local root is another one, and must be: only AWS has the key.",
  ],
  "zip.what-other-emulators-do": [
    "Signer",
    "measured live",
    "Other emulators (moto, LocalStack, ministack, floci) sign nothing, or in another form.",
    "About other programs, not about AWS.",
  ],
  "profile.retention": [
    "Signer",
    "documented",
    "A canceled or revoked profile is deleted six months after its last signature expired (older pages: two years).",
    "The local AWS deletes none.",
  ],
  "profile.fifty-tags": [
    "Signer",
    "documented",
    "The console's page allows 50 tags, the API's model 200.",
    "The two contradict each other; the local AWS goes by the model.",
  ],
  "job.retention": ["Signer", "documented", "Jobs are listed for two years.", "The local AWS forgets none."],
  "job.token-lifetime": [
    "Signer",
    "unconfirmed",
    "How long a request token is remembered.",
    `${ACCOUNT} Here it is for ever.`,
  ],
  "job.text-of-bucket-not-accessible": [
    "Signer",
    "unconfirmed",
    "The whole text of the refusal of a bucket that can't be reached.",
    'Only the words "not accessible" are known.',
  ],
  "job.sse-kms": [
    "Signer",
    "unconfirmed",
    "With SSE-KMS the caller needs kms:Decrypt on the source and kms:GenerateDataKey on the destination.",
    "KMS enforces nothing here.",
  ],
  "job.callers-iam-permissions": [
    "Signer",
    "documented",
    "A job needs its caller's s3:GetObjectVersion, s3:PutObject and s3:ListBucket.",
    `${IAM} That a denial fails the job is shown by job.callers-permissions.`,
  ],
  "job.waiter-delay": [
    "Signer",
    "documented",
    "The waiter SuccessfulSigningJob asks every 20 seconds, 25 times.",
    "A property of the clients, which they have from the same model.",
  ],
  "revocation.six-months-beyond-expiry": [
    "Signer",
    "documented",
    "Revocations are looked at until six months after a signature's expiry.",
    "An expired signature is refused for its expiry already.",
  ],
  "revocation.of-certificates": [
    "Signer",
    "documented",
    "GetRevocationStatus names revoked certificates by the SHA-384 of theirs and their issuer's bodies.",
    "Signer has no operation that revokes a certificate.",
  ],
  "permission.twenty-statements": [
    "Signer",
    "unconfirmed",
    "A policy has at most 20 statements.",
    "One source says so, and the limit of 2000 bytes comes first.",
  ],
  "event.best-effort": ["Signer", "documented", "Events may get lost.", "The local ones don't."],
  "quota.values": [
    "Signer",
    "unconfirmed",
    "How many requests a second are allowed, by operation.",
    "The values are not known. That one is refused is shown by job.throttled.",
  ],
  price: [
    "Signer",
    "documented",
    "Signer and code signing for Lambda cost nothing.",
    "Nothing here has a price.",
  ],
  "config.most-in-an-account": [
    "Lambda",
    "unconfirmed",
    "How many code signing configs an account can have.",
    "The number is not known.",
  ],
  "enforcement.cloudformation": [
    "Lambda",
    "measured live",
    "CloudFormation shows a refused deployment as InvalidRequest.",
    "CloudFormation is no part of the local AWS.",
  ],
  "enforcement.documented-exception": [
    "Lambda",
    "documented",
    "The documentation promises InvalidCodeSignatureException where integrity fails.",
    "Live AWS was seen to answer CodeVerificationFailedException, and so does the local one. There is no switch.",
  ],
  "enforcement.lambda-at-edge": [
    "Lambda",
    "unconfirmed",
    "Functions of Lambda@Edge can have a config.",
    ACCOUNT,
  ],
  "enforcement.iam-condition": [
    "Lambda",
    "documented",
    "`lambda:CodeSigningConfigArn` limits which config CreateFunction may be given.",
    IAM,
  ],
  "terraform.third-look": [
    "Terraform",
    "provider",
    "A slow job's third description comes some 39 seconds after its second, and the wait ends after five minutes.",
    "It would take this run a minute more; terraform.slow-job shows the first two.",
  ],
  "terraform.permission-retries": [
    "Terraform",
    "provider",
    "Permissions are tried again for two minutes after a conflict.",
    "The provider takes turns by itself (terraform.two-permissions), so that no conflict comes.",
  ],
  "terraform.other-regions": [
    "Terraform",
    "provider",
    "In Regions that aren't on its list the provider doesn't read a function's config.",
    "The list is the provider's own and of real Regions; which lack code signing, only AWS can say.",
  ],
  "terraform.old-version-ids": [
    "Terraform",
    "provider",
    "Versions of S3 objects were planned inconsistently, or as `null`.",
    "Bugs of S3's resources, of which one is fixed, and not of signing.",
  ],
  "terraform.slow-vpc-destroy": [
    "Terraform",
    "provider",
    "A function's network interfaces delay a destroy for 20 to 60 minutes.",
    "No network interfaces are made here.",
  ],
  "terraform.cross-account": [
    "Terraform",
    "provider",
    "Users wait for `profile_owner` (issue 40344).",
    "Nothing to show beyond terraform.schema-no-profile-owner.",
  ],
  "terraform.version-6": [
    "Terraform",
    "provider",
    "6.x has `signing_parameters`, `source_kms_key_arn` and a drift detection of its own.",
    NOT_RUN,
  ],
};

/** What is known of AWS, or guessed, that this machine can't show, and why. */
export const NOT_SHOWN: readonly NotShown[] = Object.entries(rows).map(
  ([id, [service, grade, claim, reason]]) => ({
    id,
    service,
    grade,
    claim,
    reason,
  }),
);
