# Copied beside an example's main.tf, this lets the provider accept the local AWS. What points at it are the exports that
# `npm run local-aws` prints; without them the provider would go to AWS, and refuses because the account is another.
provider "aws" {
  allowed_account_ids         = ["123456789012"]
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  s3_use_path_style           = true
}
