/** The oldest Terraform that knows all that the modules use. */
export const REQUIRED_TERRAFORM = ">= 1.5.0";
/** Both majors of the provider that the constructs are made for. */
export const REQUIRED_PROVIDER = ">= 5.100.0, < 7.0.0";
