import type { Values } from '../../charts/contract.ts';
import { isJsonObject } from '../../kube/json.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { specOf } from '../flux-objects.ts';
import { composeValues } from './compose-values.ts';
import type { Surroundings } from './find-release-chart.ts';
import type { ValuesReference } from './release.ts';

/** Values of a HelmRelease with what stands in the files; throws a ValuesError with Flux's text where a source of them is missing. */
export function releaseValues(release: UnknownObject, { find }: Pick<Surroundings, 'find'>): Values {
  const { values, valuesFrom } = specOf(release);
  const namespace = release.metadata.namespace ?? '';
  const references = Array.isArray(valuesFrom) ? (valuesFrom as readonly ValuesReference[]) : [];
  return composeValues(namespace, isJsonObject(values) ? values : {}, references, (kind, name) => {
    const found = find(kind, name, namespace);
    return found && dataOf(found);
  });
}

/** Data of a ConfigMap or Secret as text. */
function dataOf({ kind, data, stringData }: UnknownObject): Readonly<Record<string, string>> {
  const decode = (text: string) => (kind === 'Secret' ? Buffer.from(text, 'base64').toString('utf8') : text);
  const texts = (map: unknown, read: (text: string) => string) =>
    isJsonObject(map) ? Object.entries(map).map(([key, text]) => [key, read(String(text))] as const) : [];
  return Object.fromEntries([...texts(data, decode), ...texts(stringData, (text) => text)]);
}
