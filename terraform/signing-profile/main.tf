# Made from modules/signing-profile by `npm run build:modules`, which overwrites what is changed here.

resource "aws_signer_signing_profile" "profile" {
  name_prefix = var.name_prefix
  platform_id = var.platform_id
  tags        = var.tags

  signature_validity_period {
    type  = var.signature_validity.type
    value = var.signature_validity.value
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_signer_signing_profile_permission" "permission" {
  for_each = { for permission in var.permissions : permission.statement_id => permission }

  action          = each.value.action
  principal       = each.value.principal
  profile_name    = aws_signer_signing_profile.profile.name
  profile_version = aws_signer_signing_profile.profile.version
  statement_id    = each.key
}
