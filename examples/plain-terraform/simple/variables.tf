variable "package_path" {
  description = "ZIP of the function."
  type        = string
  default     = "hello.zip"
}
