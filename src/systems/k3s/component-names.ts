/** Parts that k3s brings and that may be left out (k3s pkg/cli/cmds/server.go, DisableItems). */
export const packaged = ['coredns', 'servicelb', 'traefik', 'local-storage', 'metrics-server', 'runtimes'] as const;

/** What k3s brings in the place of a role of the platform. */
export const inPlaceOf = { loadBalancer: 'servicelb', gate: 'traefik' } as const;

/** Where k3s reads its settings on a node (k3s docs, installation/configuration). */
export const configPath = '/etc/rancher/k3s/config.yaml';
/** Where the secret is put that nodes join with. */
export const tokenPath = '/etc/rancher/k3s/join-token';
/** Where a server finds what it applies by itself (k3s docs, installation/packaged-components). */
export const manifestsPath = '/var/lib/rancher/k3s/server/manifests';
/** Folder of the repository for what goes onto the machines. */
export const folder = 'k3s';
