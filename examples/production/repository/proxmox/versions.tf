terraform {
  required_version = ">= 1.8"

  required_providers {
    proxmox = {
      source  = "telmate/proxmox"
      version = "3.0.2-rc09"
    }
  }
}

provider "proxmox" {
  pm_api_url          = "https://hades.lan:8006/api2/json"
  pm_api_token_id     = split("=", var.proxmox_api_token)[0]
  pm_api_token_secret = split("=", var.proxmox_api_token)[1]
  pm_tls_insecure     = var.proxmox_insecure
}
