import type { TerraformModule } from "../terraform-module";

/** How a construct becomes a Terraform module. */
export interface ModuleSource {
  /** The folder's name, in modules/ and in terraform/. */
  readonly name: string;
  /** One or two sentences. */
  readonly summary: string;
  /** HCL that calls it. */
  readonly usage: string;
  /** What one has to know, a sentence or two each. */
  readonly notes?: readonly string[];
  /** Declares the variables, makes the construct with them, and says what comes out. */
  build(module: TerraformModule): void;
}
