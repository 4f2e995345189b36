# Made from modules/hcp-terraform-roles by `npm run build:modules`, which overwrites what is changed here.

terraform {
  required_version = ">= 1.5.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
  }
}
