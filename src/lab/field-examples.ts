import type { LabPath } from './lab-problem.ts';

/** What a person may write for a field that must be there, by its path with `[]` for any item and `*` for any name. */
export const fieldExamples: Readonly<Record<string, string>> = {
  name: 'name: homelab',
  repository: 'repository: { url: https://github.com/me/lab.git }',
  'repository.url': 'url: https://github.com/me/lab.git',
  network: 'network: { cidr: 192.168.88.0/24, gateway: 192.168.88.1 }',
  'network.cidr': 'cidr: 192.168.88.0/24',
  'network.reserved[].range': 'range: 192.168.88.2-192.168.88.9',
  nodes: 'nodes: [{ name: node-1, address: 192.168.88.11, role: control-plane }]',
  'nodes[].name': 'name: node-1',
  'nodes[].address': 'address: 192.168.88.11',
  'nodes[].taints[].key': 'key: node-role.kubernetes.io/control-plane',
  'nodes[].taints[].effect': 'effect: NoSchedule',
  addresses: 'addresses: { pools: [{ name: gate, addresses: [192.168.88.60] }] }',
  'addresses.pools': 'pools: [{ name: gate, addresses: [192.168.88.60] }]',
  'addresses.pools[].name': 'name: gate',
  'addresses.pools[].addresses': 'addresses: [192.168.88.60-192.168.88.69]',
  ingress: 'ingress: { address: 192.168.88.60 }',
  'ingress.address': 'address: 192.168.88.60',
  'ingress.dashboard.address': 'address: 192.168.88.61',
  'ingress.dashboard.host': 'host: traefik.home.example.org',
  'ingress.entryPoints.*.port': 'port: 443',
  certificates: 'certificates: { issuer: { type: internal-ca }, domains: ["*.home.example.org"] }',
  'certificates.issuer': 'issuer: { type: internal-ca }',
  'certificates.issuer.type': 'type: internal-ca',
  'certificates.issuer.apiToken': 'apiToken: { env: CLOUDFLARE_API_TOKEN }',
  'certificates.domains': 'domains: ["*.home.example.org"]',
  'apps[].name': 'name: hello',
  'apps[].image': 'image: docker.io/traefik/whoami:v1.11.0',
  'apps[].hosts': 'hosts: [hello.home.example.org]',
};

/** The example for the field at a path; undefined for a field that may be left out. */
export function exampleAt(path: LabPath): string | undefined {
  const generic = path.map((step, i) => (typeof step === 'number' ? '[]' : i === 0 ? step : `.${step}`)).join('');
  return fieldExamples[generic] ?? fieldExamples[generic.replace(/^(ingress\.entryPoints)\.[^.]+/, '$1.*')];
}
