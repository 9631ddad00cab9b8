import type { Cluster } from '../../cluster/cluster.ts';
import { StatusError } from '../../cluster/status-error.ts';
import type { Finding } from '../../core/finding.ts';
import { type NeededRight, neededRights } from '../../operate/apply/needed-rights.ts';
import type { InstallPlan } from '../../repo/install-plan.ts';
import { inParallel } from '../in-parallel.ts';
import type { Subject } from '../load-subject.ts';
import { setOf } from './direct-run.ts';

/** The rights that bringing a subject by its commands takes, as far as its files and charts say what it brings. */
export function rightsOf(subject: Subject, plan: InstallPlan): readonly NeededRight[] {
  const applied = plan.steps.flatMap(({ step, objects }) => ('install' in step ? [] : objects));
  return neededRights({
    applied: applied.map(({ object }) => object),
    installed: subject.releases.flatMap(({ rendering }) => [
      ...(rendering?.definitions ?? []),
      ...(rendering?.objects ?? []),
    ]),
    releaseNamespaces: plan.steps.flatMap(({ step }) => ('install' in step ? [step.install.namespace] : [])),
    secrets: subject.secrets.filter(({ from }) => from.sops === undefined),
    inventory: { namespace: setOf(subject).namespace },
  });
}

/** Questions that are under way at the same time. */
const atOnce = 16;

/**
 * Rights that whoever asks lacks on a cluster, each named: errors, but for rights to delete, which only what left the files takes. Nothing
 * where the cluster does not say what one may do.
 */
export async function lackingRights(
  cluster: Pick<Cluster, 'create'>,
  rights: readonly NeededRight[],
  printed: string,
): Promise<readonly Finding[]> {
  if ((await mayI(cluster, { group: '*', resource: '*', verb: '*' })) !== false) return [];
  const asked = rights.flatMap((right) => right.verbs.map((verb) => ({ right, verb })));
  const refused = new Map<NeededRight, Set<string>>();
  await inParallel(asked, atOnce, async ({ right, verb }) => {
    const { group, resource, namespace } = right;
    if ((await mayI(cluster, { group, resource, verb, ...(namespace !== undefined && { namespace }) })) !== false)
      return;
    refused.set(right, (refused.get(right) ?? new Set()).add(verb));
  });
  return rights.flatMap((right) => {
    const verbs = right.verbs.filter((verb) => refused.get(right)?.has(verb));
    return verbs.length === 0 ? [] : [lacking(right, verbs, printed)];
  });
}

interface Question {
  readonly group: string;
  readonly resource: string;
  readonly verb: string;
  readonly namespace?: string;
}

const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview' };

/** Whether whoever asks may do something; undefined where it is not said. */
async function mayI(cluster: Pick<Cluster, 'create'>, asked: Question): Promise<boolean | undefined> {
  try {
    const question = { ...review, metadata: {}, spec: { resourceAttributes: asked } };
    const answer: unknown = await cluster.create(question as never);
    return (answer as { readonly status?: { readonly allowed?: boolean } }).status?.allowed;
  } catch (thrown) {
    if (thrown instanceof StatusError) return undefined;
    throw thrown;
  }
}

function lacking({ group, resource, namespace }: NeededRight, verbs: readonly string[], printed: string): Finding {
  const what = group === '' ? resource : `${resource}.${group}`;
  const onlyDelete = verbs.every((verb) => verb === 'delete');
  return {
    code: 'right-lacking',
    severity: onlyDelete ? 'warning' : 'error',
    message: `you may not ${verbs.join(', ')} ${what}${namespace === undefined ? '' : ` in ${namespace}`}`,
    why: onlyDelete
      ? 'what leaves the lab is deleted by the next run'
      : 'the API server would refuse it half way, with the rest written',
    hint: `\`${printed}\` prints all that is needed, for somebody who may grant it`,
  };
}
