export * from "./hcp-terraform-roles";
