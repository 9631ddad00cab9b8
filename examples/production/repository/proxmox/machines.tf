locals {
  machines = {
    k3s-master-01 = {
      host     = "hades"
      role     = "control-plane"
      cores    = 2
      memory   = 4096
      disk     = 40
      ipv4     = "192.168.5.20/24"
      gateway4 = "192.168.5.1"
    }
    k3s-master-02 = {
      host     = "hades"
      role     = "control-plane"
      cores    = 2
      memory   = 4096
      disk     = 40
      ipv4     = "192.168.5.21/24"
      gateway4 = "192.168.5.1"
    }
    k3s-master-03 = {
      host     = "atlas"
      role     = "control-plane"
      cores    = 2
      memory   = 4096
      disk     = 40
      ipv4     = "192.168.5.22/24"
      gateway4 = "192.168.5.1"
    }
    k3s-master-04 = {
      host     = "venus"
      role     = "control-plane"
      cores    = 2
      memory   = 4096
      disk     = 40
      ipv4     = "192.168.5.23/24"
      gateway4 = "192.168.5.1"
    }
    k3s-worker-01 = {
      host     = "hades"
      role     = "worker"
      cores    = 4
      memory   = 16384
      disk     = 200
      ipv4     = "192.168.5.30/24"
      gateway4 = "192.168.5.1"
    }
    k3s-worker-02 = {
      host     = "atlas"
      role     = "worker"
      cores    = 4
      memory   = 16384
      disk     = 200
      ipv4     = "192.168.5.31/24"
      gateway4 = "192.168.5.1"
    }
    k3s-worker-03 = {
      host     = "atlas"
      role     = "worker"
      cores    = 4
      memory   = 16384
      disk     = 200
      ipv4     = "192.168.5.32/24"
      gateway4 = "192.168.5.1"
    }
    k3s-worker-04 = {
      host     = "venus"
      role     = "worker"
      cores    = 4
      memory   = 16384
      disk     = 200
      ipv4     = "192.168.5.33/24"
      gateway4 = "192.168.5.1"
    }
    k3s-worker-05 = {
      host     = "venus"
      role     = "worker"
      cores    = 4
      memory   = 16384
      disk     = 200
      ipv4     = "192.168.5.34/24"
      gateway4 = "192.168.5.1"
    }
  }
}

resource "proxmox_vm_qemu" "machine" {
  for_each           = local.machines
  name               = each.key
  target_node        = each.value.host
  tags               = join(",", sort(["production", each.value.role]))
  clone              = "ubuntu-24.04"
  full_clone         = true
  agent              = 0
  memory             = each.value.memory
  scsihw             = "virtio-scsi-pci"
  boot               = "order=scsi0"
  start_at_node_boot = true
  os_type            = "cloud-init"
  ipconfig0          = "ip=${each.value.ipv4},gw=${each.value.gateway4}"
  ciuser             = "ops"
  sshkeys            = join("\n", [trimspace(file(pathexpand("~/.ssh/id_ed25519.pub")))])

  cpu {
    cores = each.value.cores
    type  = "x86-64-v2-AES"
  }

  disk {
    slot    = "scsi0"
    type    = "disk"
    storage = "local-lvm"
    size    = "${each.value.disk}G"
    discard = true
  }

  disk {
    slot    = "ide2"
    type    = "cloudinit"
    storage = "local-lvm"
  }

  network {
    id     = 0
    model  = "virtio"
    bridge = "vmbr0"
  }

  serial {
    id = 0
  }

  startup_shutdown {
    order = each.value.role == "control-plane" ? 1 : 2
  }
}
