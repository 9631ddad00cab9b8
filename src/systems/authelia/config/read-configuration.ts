import type { Json } from '../../../kube/object.ts';
import { readDocuments } from '../../../kube/yaml-read.ts';
import { isMap } from '../../chart-values.ts';
import { type Configuration, cookiesOf, endpointsOf } from './configuration.ts';
import { readAccessControl } from './read-rules.ts';
import { fillTemplate, holdsTemplate } from './template.ts';

/** A configuration, why upstream would not start with it, or why it cannot be said what it holds. */
export type ConfigurationReading =
  | { readonly configuration: Configuration; readonly root: Json }
  | { readonly problem: string }
  | { readonly unknown: string };

/** Parts of the file that decide who may enter. */
const deciding = ['access_control', 'session', 'definitions', 'server'] as const;

/** Reads one file; `templated` where a filter fills it in before. Upstream: internal/configuration/provider.go. */
export function readConfiguration(text: string, templated: boolean): ConfigurationReading {
  const filled = templated ? fillTemplate(text) : text;
  if (filled === undefined) return { unknown: 'what the template in its configuration makes of it is not modelled' };
  const { documents, findings } = readDocuments(filled, 'configuration.yml');
  const [wrong] = findings.filter(({ severity }) => severity === 'error');
  if (wrong) return { problem: `its configuration is no YAML: ${wrong.message}` };
  const root = documents[0]?.value ?? null;
  const open = deciding.find((key) => holdsTemplate(pick(root, key)));
  if (open !== undefined) return { unknown: `${open} in its configuration is filled in from elsewhere` };
  const accessControl = readAccessControl(root);
  if ('problem' in accessControl) return accessControl;
  return { root, configuration: { cookies: cookiesOf(root), accessControl, endpoints: endpointsOf(root) } };
}

/** What stands at a key but for secrets, which decide nothing here. */
function pick(root: Json, key: string): Json {
  const value = isMap(root) ? (root[key] ?? null) : null;
  if (key !== 'session' || !isMap(value)) return value;
  const { secret: _, redis: __, ...rest } = value;
  return rest;
}
