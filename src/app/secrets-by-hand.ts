import { bySecret, secretSource } from '../compose/objects/secret-source.ts';
import { compareText, type Finding } from '../core/finding.ts';
import type { UnknownObject } from '../kube/object.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { systems } from '../systems/index.ts';
import type { SecretByHand } from '../systems/secret-by-hand.ts';
import type { System } from '../systems/system.ts';
import type { Subject } from './load-subject.ts';

interface ByHand extends SecretByHand {
  readonly file?: string;
  readonly line?: number;
}

/** Secrets that count as there although no file makes them: each a note that names it, who needs it, and how it is made. */
export function secretsByHand(subject: Subject, objects: readonly SourcedObject[]): readonly Finding[] {
  const made = new Set(objects.flatMap(({ object }) => (object.kind === 'Secret' ? [nameOf(object)] : [])));
  const found = [...neededByLab(subject), ...objects.flatMap(neededByObject)].filter(
    ({ namespace, name, ageKey }) =>
      !made.has(`${namespace}/${name}`) && !(ageKey !== undefined && subject.identities?.length),
  );
  const each = new Map(found.map((secret) => [`${secret.namespace}/${secret.name}`, secret]));
  return [...each]
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, { message, hint, file, line }]) => ({
      code: 'secret-by-hand',
      severity: 'info',
      object: `Secret/${name}`,
      message,
      ...(file !== undefined && { file, ...(line !== undefined && { line }) }),
      why: 'it is in no file, so a stand-in was put in its place: what comes after it is proven for a Secret that is right',
      hint,
    }));
}

const nameOf = ({ metadata }: UnknownObject): string => `${metadata.namespace ?? 'default'}/${metadata.name}`;

function neededByLab({ secrets, path }: Subject): ByHand[] {
  return bySecret(secrets).flatMap((keys) => {
    const [{ namespace, name, from }] = keys;
    if (from.sops !== undefined) return [];
    const held = keys.map(({ key, purpose }) => `${purpose} is taken to be there under the key ${key}`);
    return [
      {
        namespace,
        name,
        file: path,
        message: held.join('; '),
        hint: `make it before the first start: kubectl -n ${namespace} create secret generic ${name} ${keys.map(secretSource).join(' ')}`,
      },
    ];
  });
}

/** What the systems say of an object of their own, with its place. */
const neededByObject = ({ object, origin }: SourcedObject): ByHand[] =>
  systems
    .flatMap((system: System) => system.secretsByHand?.(object) ?? [])
    .map((secret) => ({ ...secret, ...(origin && { file: origin.file, line: origin.line }) }));
