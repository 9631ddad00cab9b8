import type { AddressRow } from '../check/observed.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { compareText } from '../core/finding.ts';
import { kinds, type Secret } from '../kube/types.ts';
import { systems } from '../systems/index.ts';
import type { System } from '../systems/system.ts';
import type { CertificateRow } from './up-report.ts';
import { loadBalancers } from './verify.ts';
import type { Wire } from './wire.ts';

/** A row for each address of each Service of type LoadBalancer; a Service without one has a row with an empty address. */
export async function readAddresses(cluster: Cluster, wire: Wire): Promise<readonly AddressRow[]> {
  const rows: AddressRow[] = [];
  for (const service of await loadBalancers(cluster)) {
    const name = `${service.metadata.namespace}/${service.metadata.name}`;
    const ips = (service.status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? []);
    for (const ip of ips.length > 0 ? ips : ['']) {
      const explanation = await wire.explain(service, ip || undefined);
      const [node = '', ...failover] = explanation?.nodes ?? [];
      rows.push({ service: name, ip, pool: explanation?.pool ?? '', node, failover });
    }
  }
  return rows.sort((a, b) => compareText(a.service, b.service) || compareText(a.ip, b.ip));
}

/** A row for each certificate that a system keeps, by the Secret it fills. */
export async function readCertificates(cluster: Cluster): Promise<readonly CertificateRow[]> {
  const kept = await Promise.all(systems.map((system: System) => system.keptCertificates?.(cluster) ?? []));
  return kept.flat().sort((a, b) => compareText(a.secret, b.secret));
}

/** The authorities that signed the cluster's TLS Secrets, as PEM; undefined when none says who did. */
export async function trustedAuthorities(cluster: Cluster): Promise<string | undefined> {
  const secrets = await cluster.list<Secret>(kinds.Secret, { fieldSelector: 'type=kubernetes.io/tls' });
  const pems = secrets.flatMap(({ data }) =>
    data?.['ca.crt'] ? Buffer.from(data['ca.crt'], 'base64').toString() : [],
  );
  return pems.length === 0 ? undefined : [...new Set(pems.map((pem) => pem.trim()))].sort().join('\n');
}
