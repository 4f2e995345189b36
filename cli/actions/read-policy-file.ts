export { readPolicyFile } from "../trust/policy-file";
