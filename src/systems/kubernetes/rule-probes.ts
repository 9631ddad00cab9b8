import type { Container, IntOrString, Probe } from '../../kube/types.ts';

const probeNames = ['startupProbe', 'readinessProbe', 'livenessProbe'] as const;

/** A port that a probe of a container asks. */
export interface AskedPort {
  readonly name: (typeof probeNames)[number];
  readonly way: 'httpGet' | 'tcpSocket' | 'grpc';
  readonly port: IntOrString;
  /** Somebody else than the pod is asked. */
  readonly host?: string;
}

/** The ports that the probes of a container ask, in the order in which the kubelet comes to them. */
export const probesOf = (container: Pick<Container, (typeof probeNames)[number]>): readonly AskedPort[] =>
  probeNames.flatMap((name) => askedPort(name, container[name]) ?? []);

function askedPort(name: AskedPort['name'], probe: Probe | undefined): AskedPort | undefined {
  const { httpGet, tcpSocket, grpc } = probe ?? {};
  if (httpGet) return { name, way: 'httpGet', port: httpGet.port, ...(httpGet.host && { host: httpGet.host }) };
  if (tcpSocket)
    return { name, way: 'tcpSocket', port: tcpSocket.port, ...(tcpSocket.host && { host: tcpSocket.host }) };
  return grpc && { name, way: 'grpc', port: grpc.port };
}
