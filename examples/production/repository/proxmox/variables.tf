variable "proxmox_api_token" {
  description = "API token of Proxmox VE: user@realm!name=secret. Given by TF_VAR_proxmox_api_token, never in a file."
  type        = string
  sensitive   = true
}

variable "proxmox_insecure" {
  description = "Whether a certificate is taken that nobody known has signed."
  type        = bool
  default     = false
}
