import { withoutForeignSettings } from "../../rehearsal/foreign-settings";

test.each([
  "AWS_PROFILE",
  "AWS_SESSION_TOKEN",
  "AWS_ENDPOINT_URL_S3",
  "TF_CLOUD_ORGANIZATION",
  "TF_CLOUD_PROJECT",
  "STATE_BUCKET",
  "STATE_REGION",
  "TF_WORKSPACE",
  "TF_DATA_DIR",
  "TF_CLI_ARGS",
  "TF_CLI_ARGS_apply",
  "TF_VAR_local_aws",
])("%s of the user's own does not reach the local environment", (name) => {
  expect(withoutForeignSettings({ [name]: "theirs", HOME: "/home" })).toEqual({ HOME: "/home" });
});

test.each(["PATH", "TF_CLI_CONFIG_FILE", "TF_LOG", "TF_PLUGIN_CACHE_DIR", "LAMBDA_SOURCES", "HTTPS_PROXY"])(
  "%s stays: it says how, not where",
  (name) => {
    expect(withoutForeignSettings({ [name]: "theirs" })).toEqual({ [name]: "theirs" });
  },
);
