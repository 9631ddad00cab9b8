import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { RouteRow } from '../check/observed.ts';
import type { EmbeddedCluster } from '../cluster/embedded/contract.ts';
import { parseAddress } from '../core/address.ts';
import { trustedAuthorities } from './observe.ts';
import type { UpReport } from './up-report.ts';
import { printOwner, type ServedPort, type Wire } from './wire.ts';
import { writeKubeconfig } from './write-kubeconfig.ts';

/** How a person reaches a platform that is kept up. */
export interface Access {
  readonly lines: readonly string[];
  /** Removes the files that were written for it. */
  readonly remove: () => Promise<void>;
}

/** Serves the Kubernetes API, writes a kubeconfig (0600) and the CA to a temporary folder, and tells what to type. */
export async function describeAccess(embedded: EmbeddedCluster, wire: Wire, report: UpReport): Promise<Access> {
  const api = await embedded.serve({ dialPod: wire.socketOf });
  const { path, close } = await writeKubeconfig(undefined, api.kubeconfig);
  try {
    const authorities = await trustedAuthorities(embedded.cluster);
    const ca = join(dirname(path), 'ca.crt');
    if (authorities !== undefined) await writeFile(ca, `${authorities}\n`, { flag: 'wx' });
    const served = await wire.serve();
    const trust = authorities === undefined ? '-k' : `--cacert ${ca}`;
    const lines = [...whatIsServed(path, served), ...exampleRequests(report, wire, served, trust), ''];
    return { lines, remove: close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

const whatIsServed = (kubeconfig: string, served: readonly ServedPort[]): readonly string[] => [
  'The platform is up. In another terminal:',
  `  export KUBECONFIG=${kubeconfig}`,
  '  kubectl get pods -A',
  ...served.map(
    ({ ip, port, host, localPort, owner }) =>
      `  ${ip}:${port} (${printOwner(owner)}) is served on ${host}:${localPort}`,
  ),
];

/**
 * What to type for the first kept promise of each served port. Where only some may enter, this machine plays one of them: what an outsider
 * is told stands beside it.
 */
function exampleRequests(report: UpReport, wire: Wire, served: readonly ServedPort[], trust: string): string[] {
  return served.flatMap((port) => {
    const kept = report.routes.filter(({ url, ok, address }) => ok && address === port.ip && portOf(url) === port.port);
    const row = kept.find(({ client, expected }) => client !== 'outside' && !expected.startsWith('404'));
    if (!row) return [];
    wire.playVisitors(port, row.from);
    const refused = row.client === 'allowed' ? kept.find(({ client }) => client === 'outside') : undefined;
    const note = refused ? [`    (this machine plays ${row.from}; others are told ${refused.observed})`] : [];
    return [...typed(row, port, trust), ...note];
  });
}

/** The same request by curl and in a browser. */
function typed({ url, observed }: RouteRow, { port, host, localPort }: ServedPort, trust: string): readonly string[] {
  const { protocol, hostname, pathname } = new URL(url);
  const tls = protocol === 'https:' ? `${trust} ` : '';
  const curl = `  curl ${tls}--connect-to ${hostname}:${port}:${host}:${localPort} ${url}`;
  // An address, or a redirect to the port that is served elsewhere, is nothing to open by name.
  if (observed.startsWith('30') || parseAddress(hostname.replace(/^\[|\]$/g, ''))) return [curl];
  return [
    curl,
    `    (browser: ${host} ${hostname} in /etc/hosts, then ${protocol}//${hostname}:${localPort}${pathname})`,
  ];
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return Number(port || (protocol === 'https:' ? 443 : 80));
}
