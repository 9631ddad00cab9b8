import type { Values } from '../../charts/contract.ts';
import { mergeValues } from '../../charts/merge-values.ts';
import { isJsonObject } from '../../kube/json.ts';
import type { Json } from '../../kube/object.ts';
import { readDocuments } from '../../kube/yaml-read.ts';
import type { ValuesReference } from './release.ts';
import { setValue } from './set-value.ts';

/** Values that helm-controller refuses to compose; the text is the condition's. */
export class ValuesError extends Error {}

type Changeable = { [key: string]: Json };

/** Data of a ConfigMap or decoded Secret; undefined when there is none. */
export type ValuesSource = (kind: string, name: string) => Readonly<Record<string, string>> | undefined;

/**
 * Values of a HelmRelease from its references and its own (fluxcd/pkg chartutil/values.go ChartValuesFromReferences). Upstream
 * shares maps between the steps and sets target paths in place, which decides who wins; so does this, on a copy of the input.
 */
export function composeValues(
  namespace: string,
  inline: Values,
  references: readonly ValuesReference[],
  source: ValuesSource,
): Values {
  const own = structuredClone(inline) as Changeable;
  let result: Values = {};
  for (const reference of references) {
    const text = readReference(namespace, reference, source);
    if (text === undefined) continue;
    if (reference.targetPath) {
      result = mergeValues(result, own);
      setTarget(result, namespace, reference, text);
    } else result = mergeValues(result, parseValues(namespace, reference, text));
  }
  return mergeValues(result, own);
}

const keyOf = ({ valuesKey }: ValuesReference): string => valuesKey || 'values.yaml';

const refuse = (namespace: string, reference: ValuesReference, reason: string): ValuesError =>
  new ValuesError(
    `could not resolve ${reference.kind} chart values reference '${namespace}/${reference.name}' with key '${keyOf(reference)}': ${reason}`,
  );

function readReference(namespace: string, reference: ValuesReference, source: ValuesSource): string | undefined {
  if (reference.kind !== 'ConfigMap' && reference.kind !== 'Secret') {
    throw refuse(namespace, reference, 'unsupported values reference kind');
  }
  const data = source(reference.kind, reference.name);
  const text = data?.[keyOf(reference)];
  if (text !== undefined || reference.optional) return text;
  if (data) throw refuse(namespace, reference, 'key not found');
  throw refuse(namespace, reference, `${reference.kind.toLowerCase()}s "${reference.name}" not found`);
}

function parseValues(namespace: string, reference: ValuesReference, text: string): Changeable {
  const { documents, findings } = readDocuments(text, keyOf(reference));
  const broken = findings.find(({ severity }) => severity === 'error');
  if (broken)
    throw refuse(
      namespace,
      reference,
      `error converting YAML to JSON: yaml: line ${broken.line ?? 1}: ${broken.message}`,
    );
  const value = documents[0]?.value ?? {};
  if (!isJsonObject(value)) throw refuse(namespace, reference, 'values are no map');
  return structuredClone(value) as Changeable;
}

function setTarget(values: Changeable, namespace: string, reference: ValuesReference, text: string): void {
  const quoted = /^(['"])([\s\S]*)\1$/.exec(text);
  const literal = reference.literal === true;
  const problem = setValue(values, reference.targetPath!, literal ? text : (quoted?.[2] ?? text), {
    literal,
    typed: !literal && !quoted,
  });
  if (problem) throw refuse(namespace, reference, problem);
}
