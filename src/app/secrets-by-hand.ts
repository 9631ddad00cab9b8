import { compareText, type Finding } from '../core/finding.ts';
import type { UnknownObject } from '../kube/object.ts';
import type { SourcedObject } from '../kube/origin.ts';
import type { Subject } from './load-subject.ts';

interface ByHand {
  readonly namespace: string;
  readonly name: string;
  readonly message: string;
  readonly hint: string;
  readonly file?: string;
  readonly line?: number;
}

/** Secrets that count as there although no file makes them: each a note that names it, who needs it, and how it is made. */
export function secretsByHand(subject: Subject, objects: readonly SourcedObject[]): readonly Finding[] {
  const made = new Set(objects.flatMap(({ object }) => (object.kind === 'Secret' ? [nameOf(object)] : [])));
  const found = [...neededByLab(subject), ...objects.flatMap(neededByFlux)].filter(
    ({ namespace, name }) => !made.has(`${namespace}/${name}`),
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
  return secrets.flatMap(({ namespace, name, key, purpose, from }) => {
    if (from.sops !== undefined) return [];
    const source = from.file !== undefined ? `--from-file=${key}=${from.file}` : `--from-literal=${key}="$${from.env}"`;
    return [
      {
        namespace,
        name,
        file: path,
        message: `${purpose} is taken to be there under the key ${key}`,
        hint: `make it before the first start: kubectl -n ${namespace} create secret generic ${name} ${source}`,
      },
    ];
  });
}

interface FluxSpec {
  readonly url?: string;
  readonly secretRef?: { readonly name?: string };
  readonly decryption?: { readonly secretRef?: { readonly name?: string } };
}

function neededByFlux({ object, origin }: SourcedObject): ByHand[] {
  const { url, secretRef, decryption } = (object.spec ?? {}) as FluxSpec;
  const namespace = object.metadata.namespace ?? 'default';
  const place = { namespace, ...(origin && { file: origin.file, line: origin.line }) };
  const who = `${object.kind}/${namespace}/${object.metadata.name}`;
  const key = decryption?.secretRef?.name;
  if (object.kind === 'Kustomization' && key !== undefined) {
    const message = `the key that decrypts what ${who} applies is taken to be there`;
    const hint = `make it: kubectl -n ${namespace} create secret generic ${key} --from-file=age.agekey=FILE`;
    return [{ ...place, name: key, message, hint }];
  }
  const name = secretRef?.name;
  if (name === undefined || !['GitRepository', 'HelmRepository'].includes(object.kind)) return [];
  const hint = object.kind === 'GitRepository' ? `flux -n ${namespace} create secret git ${name} --url=${url}` : '';
  const helm = `kubectl -n ${namespace} create secret generic ${name} --from-literal=username=… --from-literal=password=…`;
  return [
    { ...place, name, message: `the credentials of ${who} are taken to be there`, hint: `make it: ${hint || helm}` },
  ];
}
