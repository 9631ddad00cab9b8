import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EmbeddedCluster } from '../cluster/embedded/contract.ts';
import { trustedAuthorities } from './observe.ts';
import type { UpReport } from './up-report.ts';
import type { ServedPort, Wire } from './wire.ts';
import { writeKubeconfig } from './write-kubeconfig.ts';

/** How a person reaches a platform that is kept up. */
export interface Access {
  readonly lines: readonly string[];
  /** Removes the files that were written for it. */
  readonly remove: () => Promise<void>;
}

/** Serves the Kubernetes API, writes a kubeconfig (0600) and the CA to a temporary folder, and tells what to type. */
export async function describeAccess(embedded: EmbeddedCluster, wire: Wire, report: UpReport): Promise<Access> {
  const api = await embedded.serve({});
  const { path, remove } = await writeKubeconfig(undefined, api.kubeconfig);
  try {
    const authorities = await trustedAuthorities(embedded.cluster);
    const ca = join(dirname(path), 'ca.crt');
    if (authorities !== undefined) await writeFile(ca, `${authorities}\n`, { flag: 'wx' });
    const served = await wire.serve();
    const trust = authorities === undefined ? '-k' : `--cacert ${ca}`;
    return { lines: [...whatIsServed(path, served), ...exampleRequests(report, served, trust), ''], remove };
  } catch (thrown) {
    await remove();
    throw thrown;
  }
}

const whatIsServed = (kubeconfig: string, served: readonly ServedPort[]): readonly string[] => [
  'The platform is up. In another terminal:',
  `  export KUBECONFIG=${kubeconfig}`,
  '  kubectl get pods -A',
  ...served.map(
    ({ ip, port, host, localPort, service }) =>
      `  ${ip}:${port} (${service.metadata.namespace}/${service.metadata.name}) is served on ${host}:${localPort}`,
  ),
];

/** A curl line for the first kept promise of each served port; where only some may enter, what this machine is told. */
function exampleRequests(report: UpReport, served: readonly ServedPort[], trust: string): string[] {
  return served.flatMap(({ port, host, localPort, ip }) => {
    const kept = report.routes.filter(({ url, ok, address }) => ok && address === ip && portOf(url) === port);
    const row = kept.find(({ client, expected }) => client !== 'outside' && !expected.startsWith('404'));
    if (!row) return [];
    const { protocol, hostname } = new URL(row.url);
    const tls = protocol === 'https:' ? `${trust} ` : '';
    const refused = row.client === 'allowed' ? kept.find(({ client }) => client === 'outside') : undefined;
    const note = refused ? [`    (${refused.observed} from this machine: its address is not among those allowed)`] : [];
    return [`  curl ${tls}--connect-to ${hostname}:${port}:${host}:${localPort} ${row.url}`, ...note];
  });
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return Number(port || (protocol === 'https:' ? 443 : 80));
}
