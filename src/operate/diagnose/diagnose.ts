import { compareText } from '../../core/finding.ts';
import type { KindRef } from '../../kube/object.ts';
import type { Cause, Likelihood, Playbook, Symptom } from './playbook.ts';
import type { SeenCluster } from './seen-cluster.ts';

/** What a cluster is ill with: one symptom, the objects that show it, and what follows from it. */
export interface Diagnosis {
  /** Id of the playbook. */
  readonly playbook: string;
  readonly severity: 'error' | 'warning';
  /** `Kind/namespace/name` of those that show the same for the same cause, in order. */
  readonly objects: readonly string[];
  readonly shows: string;
  /** The most likely first. */
  readonly causes: readonly Cause[];
  /** The upstream rule with its source. */
  readonly why: string;
  /** What else shows it and ends with it: `Kind/namespace/name shows …`. */
  readonly consequences: readonly string[];
}

/** Playbooks that could not look at all they need. */
export interface NotLookedAt {
  readonly playbook: string;
  /** What could not be read, and why, in the words of the API. */
  readonly reason: string;
}

interface Found extends Symptom {
  readonly playbook: Playbook;
}

/**
 * What these playbooks find: what does not work first, then by how sure the first cause is and how much hangs on it. What another symptom
 * explains stands below that one, and is not told again.
 */
export async function diagnose(
  playbooks: readonly Playbook[],
  seen: SeenCluster,
): Promise<{ readonly diagnoses: readonly Diagnosis[]; readonly notLookedAt: readonly NotLookedAt[] }> {
  const found: Found[] = [];
  for (const playbook of playbooks)
    for (const symptom of await playbook.diagnose(seen)) found.push({ ...symptom, playbook });
  const ofObject = new Map(found.map((each) => [each.object, each] as const));
  const roots = new Map<Found, Found[]>();
  for (const each of found) {
    const root = rootOf(each, ofObject);
    const told = roots.get(root) ?? [];
    if (root !== each) told.push(each);
    roots.set(root, told);
  }
  const diagnoses = mergeAlike([...roots].map(([root, consequences]) => toDiagnosis(root, consequences)));
  return { diagnoses: diagnoses.sort(compare), notLookedAt: playbooks.flatMap((each) => missed(each, seen)) };
}

/** The symptom at the end of the way from cause to cause; the one itself where that goes in a circle. */
function rootOf(start: Found, ofObject: ReadonlyMap<string, Found>): Found {
  const passed = new Set<Found>();
  let at = start;
  for (;;) {
    const [{ at: object }] = at.causes;
    const next = object === undefined || object === at.object ? undefined : ofObject.get(object);
    if (!next) return at;
    if (passed.has(next)) return start;
    passed.add(at);
    at = next;
  }
}

/** What makes something not work is an error, whatever it is by itself. */
const toDiagnosis = (
  { playbook, object, shows, severity = 'error', causes }: Found,
  told: readonly Found[],
): Diagnosis => ({
  playbook: playbook.id,
  severity: told.some((each) => (each.severity ?? 'error') === 'error') ? 'error' : severity,
  objects: [object],
  shows,
  causes: [...causes].sort((a, b) => ranks[a.likelihood] - ranks[b.likelihood]),
  why: playbook.why,
  consequences: [...new Set(told.map((each) => `${each.object} ${each.shows}`))].sort(compareText),
});

/** Pods of one workload, and nodes behind one switch, are ill alike. */
function mergeAlike(diagnoses: readonly Diagnosis[]): Diagnosis[] {
  const alike = new Map<string, Diagnosis[]>();
  for (const each of diagnoses) {
    const { playbook, shows, causes } = each;
    const key = JSON.stringify([playbook, shows, causes.map(({ cause, likelihood }) => [cause, likelihood])]);
    const own = alike.get(key);
    if (own) own.push(each);
    else alike.set(key, [each]);
  }
  return [...alike.values()].map((own) => (own.length === 1 ? own[0]! : merged(own)));
}

const merged = (alike: readonly Diagnosis[]): Diagnosis => ({
  ...alike[0]!,
  objects: [...new Set(alike.flatMap(({ objects }) => objects))].sort(compareText),
  consequences: [...new Set(alike.flatMap(({ consequences }) => consequences))].sort(compareText),
});

const ranks: Readonly<Record<Likelihood, number>> = { certain: 0, likely: 1, possible: 2 };
const rankOf = ({ causes: [first] }: Diagnosis): number => (first ? ranks[first.likelihood] : ranks.possible);

const compare = (a: Diagnosis, b: Diagnosis): number =>
  Number(a.severity === 'warning') - Number(b.severity === 'warning') ||
  rankOf(a) - rankOf(b) ||
  b.consequences.length - a.consequences.length ||
  compareText(a.playbook, b.playbook) ||
  compareText(a.objects[0] ?? '', b.objects[0] ?? '');

function missed({ id, reads }: Playbook, { unread }: SeenCluster): readonly NotLookedAt[] {
  const reasons = reads.flatMap(({ apiVersion, kind }: KindRef) => unread.get(`${apiVersion} ${kind}`) ?? []);
  return reasons.length === 0 ? [] : [{ playbook: id, reason: reasons.join('; ') }];
}
