import { compareText } from '../../../core/finding.ts';
import type { Fault } from '../../fault.ts';
import { machinesDie } from '../machines/lost-machines.ts';

/** A machine that several nodes run on, or its switch or cable, is gone with all of them. */
export const hostDies: Fault = {
  id: 'host-dies',
  summary: 'a physical machine, its switch or its cable dies, with all nodes on it',
  short: 'host',
  notices: 'as with each of its nodes; speakers that lose several of theirs at once take longer',
  upstream: 'kubernetes pkg/controller/nodelifecycle; hashicorp/memberlist suspicion.go',
  find: async ({ lab }) => {
    if (!lab)
      return { unknown: 'nobody says which nodes share a machine', knownBy: '`host` of each node in a lab file' };
    const hosts = new Map<string, string[]>();
    for (const { host, name } of lab.nodes) if (host !== undefined) hosts.set(host, [...(hosts.get(host) ?? []), name]);
    const unnamed = lab.nodes.filter(({ host }) => host === undefined);
    if (unnamed.length > 1 || (unnamed.length === 1 && hosts.size === 0 && lab.nodes.length > 1))
      return { unknown: 'the lab does not say which nodes share a machine', knownBy: '`host` of each node' };
    const shared = [...hosts].filter(([, nodes]) => nodes.length > 1).sort(([a], [b]) => compareText(a, b));
    if (shared.length === 0)
      return { none: 'each node has a machine of its own: what befalls it is what befalls the node' };
    return { targets: shared.map(([host, nodes]) => machinesDie(host, nodes)) };
  },
};
