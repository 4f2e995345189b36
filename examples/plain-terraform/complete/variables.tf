variable "package_path" {
  description = "ZIP of both functions."
  type        = string
  default     = "claims.zip"
}
