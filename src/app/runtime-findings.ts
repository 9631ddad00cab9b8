import type { Cluster } from '../cluster/cluster.ts';
import type { Finding } from '../core/finding.ts';
import { type Event, kinds } from '../kube/types.ts';
import type { UpReport } from './up-report.ts';
import type { Verification } from './verify.ts';

/** What came up wrong, as findings: objects that never became ready, addresses nobody has or answers for, promises not kept. */
export async function runtimeFindings(
  cluster: Cluster,
  seen: Pick<UpReport, 'addresses' | 'routes' | 'convergence'> & Pick<Verification, 'unknown'>,
): Promise<readonly Finding[]> {
  const events = await cluster.list<Event>(kinds.Event);
  return [
    ...seen.convergence.filter(({ readyAt }) => readyAt === undefined).map(neverReady),
    ...seen.addresses.filter(({ ip }) => ip === '').map(({ service }) => pending(service, events)),
    ...seen.addresses.filter(({ ip, node }) => ip !== '' && node === '').map(silent),
    ...seen.routes.filter(({ ok }) => !ok).map(broken),
    ...seen.unknown.map(unverified),
  ];
}

function neverReady(row: UpReport['convergence'][number]): Finding {
  return {
    code: 'never-ready',
    severity: 'error',
    object: `${row.kind}/${row.name}`,
    message: row.message || 'it has no Ready condition',
    why: 'the object was given half an hour of cluster time',
    hint:
      row.waitedFor.length > 0
        ? `look at what it waits for: ${row.waitedFor.join(', ')}`
        : 'mend what the message names',
  };
}

/** The newest warning about a Service says why it has no address. */
function pending(service: string, events: readonly Event[]): Finding {
  const [namespace, name] = service.split('/');
  const own = events.filter(
    ({ involvedObject, type }) =>
      type === 'Warning' &&
      involvedObject?.kind === 'Service' &&
      involvedObject.name === name &&
      involvedObject.namespace === namespace,
  );
  return {
    code: 'address-pending',
    severity: 'error',
    object: `Service/${service}`,
    message: own.at(-1)?.message ?? 'it has no address, and nobody says why: no load balancer feels responsible for it',
    hint: 'give it a pool that holds the address it asks for, or ask for another address',
  };
}

const silent = ({ service, ip }: UpReport['addresses'][number]): Finding => ({
  code: 'address-not-announced',
  severity: 'error',
  object: `Service/${service}`,
  message: `no node answers for ${ip}`,
  hint: '`gatehouse trace` shows which step fails: an advertisement for the pool, a speaker on a node, a ready pod on that node',
});

const broken = (row: UpReport['routes'][number]): Finding => ({
  code: 'promise-broken',
  severity: 'error',
  message: `${row.url} from ${row.from} should answer ${row.expected}, but answers ${row.observed}`,
  hint: `\`gatehouse trace ${row.url} --from ${row.from}\` shows the step that decides it`,
});

/** Said, so that nobody takes silence for a proof. */
const unverified = ({ object, reason }: Verification['unknown'][number]): Finding => ({
  code: 'route-not-verified',
  severity: 'info',
  object,
  message: `no request was made for this route: ${reason}`,
});
