provider "aws" {
  # By this tag the apply role knows the keys that it may use.
  default_tags {
    tags = {
      Project = "signed-lambda"
    }
  }
}

module "code_signing" {
  source = "../../../terraform/code-signing"

  name          = var.name
  force_destroy = true
}
