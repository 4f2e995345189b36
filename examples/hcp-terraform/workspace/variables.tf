variable "name" {
  description = "What all names begin with: the roles' name_prefix, or that and more after a `-`."
  type        = string
  default     = "hello-dev"
}
