import type { Claim } from '../system.ts';

/** What is modelled of host proxies, where it was read, and how it is tested. */
export const claims: readonly Claim[] = [
  {
    behaviour:
      'A machine outside the cluster stands behind the gate: a Service with an EndpointSlice where its address is known, or an ExternalName, and a ServersTransport where its certificate is its own.',
    upstream: 'traefik pkg/provider/kubernetes/crd/kubernetes_http.go loadServers',
    tested: 'src/systems/proxies/component.test.ts',
    notModelled: 'what the machine answers, and whether it is there',
  },
];
