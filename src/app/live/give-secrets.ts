import type { Cluster } from '../../cluster/cluster.ts';
import { bySecret } from '../../compose/objects/secret-source.ts';
import type { Finding } from '../../core/finding.ts';
import { kinds, type Secret } from '../../kube/types.ts';
import { systems } from '../../systems/index.ts';
import type { System } from '../../systems/system.ts';
import type { Subject } from '../load-subject.ts';
import { findValue, type ValueSources } from '../secrets-values.ts';

/** A Secret that is to be made: it is in no file, and not in the cluster. Its values are never shown. */
export interface SecretToMake {
  readonly namespace: string;
  readonly name: string;
  readonly stringData: Readonly<Record<string, string>>;
}

/** What `needed` is held against: the lab's Secrets, and the keys with which what delivers decrypts. */
type Needing = Pick<Subject, 'secrets' | 'identities'> & { readonly objects: readonly { readonly object: unknown }[] };

/**
 * The Secrets that a platform needs, that no file holds and that are not in the cluster, each with the values that the lab refers to; and
 * an error for each value that nobody gives. Nothing is written. A Secret that is there stays as it is, whatever it holds.
 */
export async function secretsToMake(
  cluster: Pick<Cluster, 'get'>,
  needing: Needing,
  sources: ValueSources,
): Promise<{ readonly secrets: readonly SecretToMake[]; readonly findings: readonly Finding[] }> {
  const findings: Finding[] = [];
  const secrets: SecretToMake[] = [];
  const isThere = async (namespace: string, name: string) =>
    (await cluster.get<Secret>(kinds.Secret, name, namespace)) !== undefined;
  for (const keys of bySecret(needing.secrets.filter(({ from }) => from.sops === undefined))) {
    const [{ namespace, name }] = keys;
    if (await isThere(namespace, name)) continue;
    const values: Record<string, string> = {};
    for (const each of keys) {
      const { file, env } = each.from;
      const files = file === undefined ? sources.files : new Map([[`${name}/${each.key}`, file], ...sources.files]);
      const own = env === undefined ? undefined : sources.env[env];
      const { value, variable } = own
        ? { value: own, variable: env }
        : await findValue({ ...each, name }, { ...sources, files });
      if (value === undefined) findings.push(lacking({ namespace, name }, each, env ?? variable ?? ''));
      else values[each.key] = value;
    }
    secrets.push({ namespace, name, stringData: values });
  }
  for (const wanted of keySecrets(needing)) {
    if (await isThere(wanted.namespace, wanted.name)) continue;
    if (needing.identities?.length)
      secrets.push({ ...wanted, stringData: { [wanted.key]: `${needing.identities.join('\n')}\n` } });
    else
      findings.push({
        code: 'secret-lacking',
        severity: 'error',
        object: `Secret/${wanted.namespace}/${wanted.name}`,
        message: 'the key that decrypts what the repository holds is not in the cluster',
        why: 'without it nothing that is encrypted is applied',
        hint: 'give it with --age-key FILE, or make the Secret yourself',
      });
  }
  return { secrets: findings.length > 0 ? [] : secrets, findings };
}

/** Secrets with keys that decrypt, each once. */
function keySecrets({ objects }: Needing): readonly { namespace: string; name: string; key: string }[] {
  const found = new Map<string, { namespace: string; name: string; key: string }>();
  for (const { object } of objects)
    for (const each of systems.flatMap((system: System) => system.secretsByHand?.(object as never) ?? []))
      if (each.ageKey !== undefined)
        found.set(`${each.namespace}/${each.name}`, { namespace: each.namespace, name: each.name, key: each.ageKey });
  return [...found.values()];
}

const lacking = (
  { namespace, name }: { readonly namespace: string; readonly name: string },
  { key, purpose }: { readonly key: string; readonly purpose: string },
  variable: string,
): Finding => ({
  code: 'secret-lacking',
  severity: 'error',
  object: `Secret/${namespace}/${name}`,
  message: `nobody gives ${purpose}, its key ${key}`,
  why: 'the lab refers to it, no file of the repository holds it, and it is not in the cluster',
  hint: `set ${variable} in the environment, or make the Secret yourself: kubectl -n ${namespace} create secret generic ${name} --from-file=${key}=FILE`,
});

/** Makes them, with their namespaces. One that somebody made meanwhile stays. */
export async function makeSecrets(
  cluster: Pick<Cluster, 'get' | 'create'>,
  secrets: readonly SecretToMake[],
  { dryRun, fieldManager }: { readonly dryRun: boolean; readonly fieldManager: string },
): Promise<readonly string[]> {
  const options = { dryRun, fieldManager };
  for (const { namespace, name, stringData } of secrets) {
    if (!(await cluster.get(kinds.Namespace, namespace))) {
      // What is only asked for is not there for the next question.
      if (dryRun) continue;
      await cluster.create({ ...kinds.Namespace, metadata: { name: namespace } }, options);
    }
    await cluster.create({ ...kinds.Secret, metadata: { name, namespace }, type: 'Opaque', stringData }, options);
  }
  return secrets.map(({ namespace, name }) => `${namespace}/${name}`);
}
