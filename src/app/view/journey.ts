import type { TraceReport } from '../up-report.ts';
import type { JourneyHop, JourneyView } from './journey-view.ts';
import type { TopologyNode, TopologyView } from './topology-view.ts';

/** What a way is looked for in. */
type Drawn = Pick<TopologyView, 'nodes' | 'edges'>;

/** The way of a request, each hop with what became of the request there, and what of the topology lights up on it. */
export function viewJourney(report: TraceReport, topology: Drawn): JourneyView {
  const { schemaVersion, url, from, visitor, outcome, outcomes } = report;
  const ends = endOf(report);
  const last = report.hops.length - 1;
  const hops = report.hops.map(
    (hop, index): JourneyHop => ({ ...hop, state: index < last ? 'passed' : lastState(ends) }),
  );
  return {
    ...{ schemaVersion, url, from, hops, outcome, ends },
    ...(visitor ? { visitor } : {}),
    path: pathOf(report, topology),
    ...(outcomes ? { outcomes } : {}),
  };
}

function endOf({ outcome }: TraceReport): JourneyView['ends'] {
  if (outcome.unknown !== undefined) return 'not-known';
  if (outcome.status === 0) return outcome.allowed ? 'reached' : 'no-answer';
  if (!outcome.allowed) return 'refused';
  return outcome.status >= 300 && outcome.status < 400 && outcome.backend === '' ? 'sent-on' : 'reached';
}

const lastState = (ends: JourneyView['ends']): JourneyHop['state'] =>
  ends === 'not-known' ? 'not-known' : ends === 'refused' || ends === 'no-answer' ? 'refused' : 'passed';

/** Ids of what is passed: told by what the hops decide, not guessed from names alone. */
function pathOf({ url, hops, outcome }: TraceReport, { nodes, edges }: Drawn): readonly string[] {
  const address = nodes.find(({ kind, label }) => kind === 'address' && says(hops[0]?.decision ?? '', label));
  const node = nodes.find(
    ({ kind, label }) =>
      kind === 'node' && hops.some((hop) => hop.at === 'node' && hop.decision.startsWith(`${label} `)),
  );
  const route = address && nodes.find((each) => each.kind === 'route' && leadsBy(each, url, address.label));
  const gates = nodes.filter(({ kind }) => kind === 'gate');
  const ties = new Set(edges.map(({ from, to }) => `${from} ${to}`));
  // Of several gates those that lead to the route, or else those that the node leads to.
  const near = gates.filter(({ id }) => ties.has(`${id} ${route?.id}`));
  const through =
    outcome.router === '' ? [] : near.length > 0 ? near : gates.filter(({ id }) => ties.has(`${node?.id} ${id}`));
  const service = nodes.find(({ kind, label }) => kind === 'service' && label === outcome.backend);
  const certificate = nodes.find(({ kind, label }) => kind === 'certificate' && label === outcome.certificate);
  const behind = new Set(edges.filter(({ from }) => from === service?.id).map(({ to }) => to));
  const pods = nodes.filter(({ id, kind }) => kind === 'pod' && behind.has(id));
  const network = nodes.filter(({ kind }) => kind === 'network' || kind === 'router');
  const passed = [...network, address, node, ...through, certificate, route, service, ...pods];
  return passed.flatMap((each) => each?.id ?? []);
}

const says = (text: string, word: string): boolean => word !== '' && text.includes(word);

function leadsBy({ id, label }: TopologyNode, url: string, address: string): boolean {
  const { hostname, pathname } = new URL(url);
  if (label !== hostname || !id.endsWith(`@${address}`)) return false;
  const path = id.slice('route:'.length + label.length, -address.length - 1);
  return pathname.startsWith(path) || path === '';
}
