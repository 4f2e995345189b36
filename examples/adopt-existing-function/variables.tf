variable "function_name" {
  description = "Name of the function that exists."
  type        = string
}

variable "role_arn" {
  description = "Its role, as it is."
  type        = string
}

variable "signed_object" {
  description = "The signed object to deploy. Without one, the code stays as it is."
  type        = object({ bucket = string, key = string, version = string })
  default     = null
}
