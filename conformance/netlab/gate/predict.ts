// What Gatehouse predicts that the gate answers, and which certificate it shows.
import type { UnknownObject } from '../../../src/kube/object.ts';
import { decide } from '../../../src/systems/traefik/decision/decide.ts';
import { buildConfiguration } from '../../../src/systems/traefik/model/build-configuration.ts';
import { readStaticConfiguration } from '../../../src/systems/traefik/model/static-configuration.ts';
import { indexObjects } from '../../../src/systems/traefik/read-objects.ts';
import { predictSeen, type Way } from '../clients/predict.ts';
import { gateArguments, gateObjects } from './objects.ts';

/** An answer of the gate: status, and the Secret of the certificate. */
export interface GateAnswer {
  readonly status: number;
  readonly certificate: string;
}

const slice = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'hello', namespace: 'default', labels: { 'kubernetes.io/service-name': 'hello' } },
  addressType: 'IPv4',
  ports: [{ name: '', port: 8080, protocol: 'TCP' }],
  endpoints: [{ addresses: ['10.42.1.2'], conditions: { ready: true, serving: true } }],
};

/** Predicts the answers a client may get, one for each address that the gate may see of it. */
export const openGate = async () => openGateOf(await gateObjects());

/** The same of a gate with these objects. */
export function openGateOf(routed: readonly object[]) {
  const objects = [...routed, slice] as readonly UnknownObject[];
  const clusterIp = (object: UnknownObject) =>
    object.kind === 'Service' ? { ...object, spec: { ...(object.spec as object), clusterIP: '10.43.0.9' } } : object;
  const configuration = buildConfiguration(
    readStaticConfiguration(gateArguments),
    indexObjects(objects.map(clusterIp)),
  );
  const ask = (host: string, remoteAddress: string): GateAnswer => {
    const request = {
      method: 'GET',
      host,
      target: '/',
      headers: new Map(),
      remoteAddress,
      tls: true,
      serverName: host,
    };
    const { outcome } = decide(configuration, { entryPoint: 'websecure', ...request });
    return {
      status: outcome.status ?? (outcome.allowed ? 200 : 0),
      certificate: outcome.certificate?.replace('default/', '') ?? '',
    };
  };
  return (way: Way, host: string): readonly GateAnswer[] => predictSeen(way).map((address) => ask(host, address));
}
