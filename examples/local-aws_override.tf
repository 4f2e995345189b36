# Copied beside an example's main.tf, this points it at the local AWS: see examples/README.md.
provider "aws" {
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  s3_use_path_style           = true
}
