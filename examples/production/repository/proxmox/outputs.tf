output "machines" {
  description = "Host and addresses of each machine."
  value       = { for name, machine in local.machines : name => { for key, value in machine : key => value if contains(["host", "ipv4", "ipv6"], key) } }
}
