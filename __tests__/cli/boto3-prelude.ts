/**
 * Helpers of the scripts that set an account up or hold it against what the command says: by boto3, a client that shares
 * no line with it.
 */
export const PRELUDE = `
import io, time, zipfile
def package(source):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("index.js", source)
    return held.getvalue()
s3, signer, functions = client("s3"), client("signer"), client("lambda")
def version_arn(profile):
    return signer.get_signing_profile(profileName=profile)["profileVersionArn"]
def sign(profile, source="exports.handler = async () => 1;"):
    version = s3.put_object(Bucket="artifacts", Key="unsigned.zip", Body=package(source))["VersionId"]
    held = {"bucketName": "artifacts", "key": "unsigned.zip", "version": version}
    id = signer.start_signing_job(source={"s3": held}, destination={"s3": {"bucketName": "artifacts", "prefix": "signed/"}}, profileName=profile)["jobId"]
    while (job := signer.describe_signing_job(jobId=id))["status"] == "InProgress":
        time.sleep(0.1)
    return job
def config(policy, *profiles):
    return functions.create_code_signing_config(AllowedPublishers={"SigningProfileVersionArns": [version_arn(one) for one in profiles]}, CodeSigningPolicies={"UntrustedArtifactOnDeployment": policy})["CodeSigningConfig"]["CodeSigningConfigArn"]
def code(job):
    return {"S3Bucket": "artifacts", "S3Key": job["signedObject"]["s3"]["key"]}
def create(name, code, config=None, **more):
    if config:
        more["CodeSigningConfigArn"] = config
    functions.create_function(FunctionName=name, Role="arn:aws:iam::123456789012:role/function", Runtime="nodejs20.x", Handler="index.handler", Code=code, **more)
    functions.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig={"Delay": 1})
`;
