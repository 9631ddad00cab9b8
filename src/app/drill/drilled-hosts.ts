import { compareText } from '../../core/finding.ts';
import type { DrilledHost } from '../../systems/fault.ts';
import { decideCheck } from '../verify-checks.ts';
import type { DrilledCheck } from './drilled-check.ts';

/** What the checks say of each host: its addresses, the Services behind it, its certificate. */
export async function describeHosts(checks: readonly DrilledCheck[]): Promise<readonly DrilledHost[]> {
  const hosts = new Map<string, DrilledCheck[]>();
  for (const check of checks) hosts.set(check.host, [...(hosts.get(check.host) ?? []), check]);
  return Promise.all([...hosts].map(([name, own]) => describeHost(name, own)));
}

async function describeHost(name: string, checks: readonly DrilledCheck[]): Promise<DrilledHost> {
  const backends = new Set<string>();
  let certificate = '';
  for (const { check, served } of checks) {
    const { expectation, behind } = check;
    for (const service of [...expectation.backends, ...(expectation.behindLogin ?? [])]) backends.add(service);
    if (!behind && 'service' in served.owner) {
      const { metadata } = served.owner.service;
      backends.add(`${metadata.namespace}/${metadata.name}`);
    }
    const decision = behind && (await decideCheck(behind, check, expectation.from));
    if (expectation.tls && decision?.certificate.includes('/')) certificate = decision.certificate;
  }
  const addresses = [...new Set(checks.map(({ served }) => served.ip))];
  return { name, addresses, backends: [...backends].sort(compareText), certificate };
}
