import type { Values, WantedChart } from '../../../charts/contract.ts';
import { mergeValues } from '../../../charts/merge-values.ts';
import { isJsonObject } from '../../../kube/json.ts';
import type { Json, JsonFields, KindRef, KubeObject } from '../../../kube/object.ts';
import { readDocuments } from '../../../kube/yaml-read.ts';
import { setValue } from '../../../repo/releases/set-value.ts';

export const helmChartKind = { apiVersion: 'helm.cattle.io/v1', kind: 'HelmChart' } as const satisfies KindRef;
export const helmChartConfigKind = {
  apiVersion: 'helm.cattle.io/v1',
  kind: 'HelmChartConfig',
} as const satisfies KindRef;

/** Values that a chart of k3s and its config carry alike. Upstream: k3s-io/helm-controller pkg/apis/helm.cattle.io/v1/types.go. */
interface OwnValues {
  readonly values?: JsonFields;
  readonly valuesContent?: string;
  readonly valuesSecrets?: readonly {
    readonly name?: string;
    readonly keys?: readonly string[];
    readonly ignoreUpdates?: boolean;
  }[];
}

/** A chart that k3s installs. */
export type HelmChart = KubeObject & {
  readonly spec?: OwnValues & {
    readonly targetNamespace?: string;
    readonly createNamespace?: boolean;
    readonly chart?: string;
    readonly version?: string;
    readonly repo?: string;
    readonly set?: { readonly [key: string]: string | number };
    readonly chartContent?: string;
    readonly helmVersion?: string;
  };
  readonly status?: { readonly jobName?: string; readonly conditions?: readonly HelmChartCondition[] };
};

export type HelmChartCondition = {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
};

/** Values that go over those of the chart of its name. */
export type HelmChartConfig = KubeObject & { readonly spec?: OwnValues };

/** Where helm installs it: in the namespace of its Job, unless another is named. */
export const namespaceOf = ({ metadata, spec }: HelmChart): string =>
  spec?.targetNamespace || (metadata.namespace ?? '');

/** The chart that is asked for; or why it cannot be known. */
export function wantedChart({ spec = {} }: HelmChart): WantedChart | { readonly unknown: string } {
  const { chart = '', repo, version, chartContent } = spec;
  const range = version === undefined ? {} : { range: version };
  if (chartContent) return { unknown: 'its chart lies in the object itself, as an archive' };
  if (chart.startsWith('oci://')) {
    const cut = chart.lastIndexOf('/');
    return { name: chart.slice(cut + 1), source: { type: 'repository', url: chart.slice(0, cut) }, ...range };
  }
  if (/^https?:/.test(chart)) return { unknown: `its chart is an archive at ${chart}` };
  if (!repo) return { unknown: 'it names no repository of its chart' };
  return { name: chart, source: { type: 'repository', url: repo }, ...range };
}

/** Data of a Secret of the chart's namespace, decoded; undefined where there is none. */
export type SecretTexts = (name: string) => Readonly<Record<string, string>> | undefined;

/**
 * Values in the order helm reads them: those of the chart, those of its config, and `set` last. A Secret that is missing keeps the Job
 * waiting. Upstream: k3s-io/helm-controller pkg/controllers/chart/chart.go setValuesSecret, valuesSecretAddConfig, args.
 */
export function composeChartValues(
  chart: HelmChart,
  config: HelmChartConfig | undefined,
  secrets: SecretTexts,
): { readonly values: Values } | { readonly waits: string } | { readonly error: string } {
  const texts: string[] = [];
  const files: Values[] = [];
  for (const { valuesContent, values, valuesSecrets = [] } of [chart.spec ?? {}, config?.spec ?? {}]) {
    if (valuesContent) files.push(readValues(valuesContent, texts));
    if (values) files.push(values as Values);
    for (const { name = '', keys = [], ignoreUpdates } of valuesSecrets) {
      const data = secrets(name);
      if (!data && !ignoreUpdates)
        return { waits: `Secret ${chart.metadata.namespace}/${name} with values is not there` };
      for (const key of keys) if (data?.[key] !== undefined) files.push(readValues(data[key], texts));
    }
  }
  if (texts[0] !== undefined) return { error: texts[0] };
  const values = structuredClone(files.reduce(mergeValues, {})) as { [key: string]: Json };
  for (const [key, value] of Object.entries(chart.spec?.set ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const typed = typeof value === 'number' || /^(true|false|null)$/i.test(value);
    const problem = setValue(values, key, typed ? String(value) : String(value).replaceAll(',', '\\,'), {
      literal: false,
      typed,
    });
    if (problem) return { error: `failed parsing --set data: ${problem}` };
  }
  return { values };
}

function readValues(text: string, problems: string[]): Values {
  const { documents, findings } = readDocuments(text, 'values.yaml');
  const broken = findings.find(({ severity }) => severity === 'error');
  if (broken)
    problems.push(
      `failed to parse values: error converting YAML to JSON: yaml: line ${broken.line ?? 1}: ${broken.message}`,
    );
  const value = documents[0]?.value ?? {};
  return isJsonObject(value) ? (value as Values) : {};
}
