import { equalJson, isJsonObject, type JsonObject } from '../../kube/json.ts';
import { groupOf, printRef, type UnknownObject } from '../../kube/object.ts';
import type { RepositoryObject } from '../../repo/repository.ts';
import type { AddressOutlook } from '../../systems/outlook.ts';
import { askedAddresses, writtenPools } from '../written-addresses.ts';
import type { Change, DiffPart, DiffSide } from './contract.ts';
import { placeOf } from './contract.ts';
import { placeByRef } from './places.ts';

/** The addresses of Services, as whoever gives them would, else as they are asked for; what is handed out; and what pods see of clients. */
export const addresses: DiffPart = {
  id: 'addresses',
  title: 'addresses',
  compare: (before, after) => ({ changes: [...services(before, after), ...pools(before, after)] }),
};

/** What is known of the address of a Service on one side. */
interface Row {
  readonly each: RepositoryObject;
  readonly text: string;
  readonly outlook?: AddressOutlook;
}

function services(before: DiffSide, after: DiffSide): readonly Change[] {
  const [was, is] = [rowsOf(before), rowsOf(after)];
  const changed = [...is].flatMap(([ref, row]): readonly Change[] => {
    const old = was.get(ref);
    const place = placeOf(row.each);
    if (!old) return [{ subject: ref, text: `gets ${row.text}`, after: row.text, weight: 'notice', ...place }];
    return [...addressChange(ref, old, row, place), ...clientChange(ref, old.each.object, row.each.object, place)];
  });
  const gone = [...was]
    .filter(([ref]) => !is.has(ref))
    .map(([subject, { text, each }]): Change => {
      return { subject, text: `gives ${text} back`, before: text, weight: 'danger', ...placeOf(each) };
    });
  return [...changed, ...gone];
}

function addressChange(subject: string, old: Row, now: Row, place: Pick<Change, 'file' | 'line'>): readonly Change[] {
  if (old.text === now.text) return [];
  const lost = now.outlook?.addresses.length === 0;
  const why = lost && now.outlook?.problem !== undefined ? `: ${now.outlook.problem}` : '';
  const text = lost ? `loses ${old.text}${why}` : `moves from ${old.text} to ${now.text}`;
  return [{ subject, text, before: old.text, after: now.text, weight: 'danger', ...place }];
}

/** Under policy Cluster pods see nodes in place of clients; source ranges keep clients out. */
function clientChange(
  subject: string,
  old: UnknownObject,
  now: UnknownObject,
  place: Pick<Change, 'file' | 'line'>,
): readonly Change[] {
  const changes: Change[] = [];
  const [was, is] = [specOf(old), specOf(now)];
  const policy = ({ externalTrafficPolicy = 'Cluster' }: JsonObject) => String(externalTrafficPolicy);
  if (policy(was) !== policy(is)) {
    const text =
      policy(is) === 'Local'
        ? 'pods see the addresses of clients now (externalTrafficPolicy: Local)'
        : 'pods see nodes in place of clients now (externalTrafficPolicy: Cluster): allow lists are held against those';
    changes.push({ subject, text, before: policy(was), after: policy(is), weight: 'danger', ...place });
  }
  const ranges = ({ loadBalancerSourceRanges = [] }: JsonObject) => loadBalancerSourceRanges;
  if (!equalJson(ranges(was), ranges(is))) {
    const text = 'clients of other networks may connect (loadBalancerSourceRanges)';
    const print = (spec: JsonObject) => (ranges(spec) as readonly string[]).join(', ') || 'everybody';
    changes.push({ subject, text, before: print(was), after: print(is), weight: 'danger', ...place });
  }
  return changes;
}

const specOf = ({ spec }: UnknownObject): JsonObject => (isJsonObject(spec) ? spec : {});

function rowsOf({ input, outlook }: DiffSide): ReadonlyMap<string, Row> {
  const known = new Map(outlook.addresses.map((each) => [each.object, each]));
  const services = input.objects.filter(
    ({ object }) =>
      object.kind === 'Service' && groupOf(object.apiVersion) === '' && specOf(object).type === 'LoadBalancer',
  );
  const gateways = input.objects.filter(
    ({ object, loose }) => !loose && object.kind === 'Gateway' && askedAddresses(object).length > 0,
  );
  return new Map(
    [...services, ...gateways].map((each) => {
      const ref = printRef(each.object);
      const found = known.get(ref);
      return [
        ref,
        { each, text: found ? printAddresses(found) : askedText(each.object), ...(found && { outlook: found }) },
      ];
    }),
  );
}

const printAddresses = ({ addresses: all, certain }: AddressOutlook): string =>
  all.length === 0 ? 'no address' : certain ? all.join(' and ') : `one of ${all.join(', ')}`;

/** What a Service or a Gateway asks for of whoever gives addresses here. */
const askedText = (object: UnknownObject): string =>
  askedAddresses(object)
    .map(({ address }) => address)
    .join(' and ') || 'an address that is not known';

/** The ranges of all pools, by the object that says them. */
const rangesOf = ({ outlook, input }: DiffSide): ReadonlyMap<string, string> =>
  new Map([
    ...outlook.pools.map((pool) => [pool.object, pool.ranges.join(', ')] as const),
    ...writtenPools(input.objects.filter(({ loose }) => !loose).map(({ object }) => object)).map(
      ({ name, ranges }) => [name, ranges.join(', ')] as const,
    ),
  ]);

function pools(before: DiffSide, after: DiffSide): readonly Change[] {
  const [was, is] = [rangesOf(before), rangesOf(after)];
  const now = [...is].flatMap(([subject, ranges]): readonly Change[] => {
    const old = was.get(subject);
    if (old === ranges) return [];
    const text = old === undefined ? `hands out ${ranges}` : `hands out ${ranges} instead of ${old}`;
    const sides = { ...(old !== undefined && { before: old }), after: ranges };
    return [{ subject, text, weight: 'notice', ...sides, ...placeByRef(after, subject) }];
  });
  const gone = [...was]
    .filter(([subject]) => !is.has(subject))
    .map(([subject, ranges]): Change => {
      return {
        subject,
        text: `hands out ${ranges} no longer`,
        before: ranges,
        weight: 'notice',
        ...placeByRef(before, subject),
      };
    });
  return [...now, ...gone];
}
