import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { clientPath } from '../../scripts/fetch-kubectl.mjs';
import { ciReleases } from '../../scripts/kubectl-releases.mjs';
import { missingClient } from '../../test/clients.ts';
import { holdsSealed } from '../kube/sealed.ts';
import type { Values } from './contract.ts';
import { askVersion, type HelmProgram } from './find-helm.ts';
import { renderWithHelm } from './render-helm.ts';
import { type ChartFiles, makeChart, metadata } from './test-charts.ts';

const configMap = (name: string, data: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  ${data}\n`;
const definition =
  'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: things.example.org\n';
const libraryTemplate = '{{- define "lib.name" -}}lib-{{ .Release.Name }}{{- end -}}';

const rich: ChartFiles = {
  'values.yaml': 'colour: blue\nport: 80\n',
  'crds/thing.yaml': definition,
  'templates/NOTES.txt': 'Thank you.',
  'templates/config.yaml': configMap('{{ .Release.Name }}', 'colour: {{ .Values.colour }}'),
  'templates/two.yaml': `${configMap('one', 'a: "1"')}---\n${configMap('two', 'a: "---"')}`,
  'templates/hook.yaml': configMap('before', 'a: b').replace(
    'metadata:\n',
    'metadata:\n  annotations:\n    helm.sh/hook: pre-install\n',
  ),
  'templates/lookup.yaml': configMap('seen', 'found: "{{ len (lookup "v1" "Secret" "" "").items }}"').replace(
    '(lookup "v1" "Secret" "" "").items',
    '(lookup "v1" "Secret" "default" "x")',
  ),
};

// In CI a missing helm is a failure, elsewhere a reason to skip: the oldest that is supported, one between, the newest.
describe.each(ciReleases)('helm of the time of Kubernetes %s', (minor) => {
  const reason = missingClient('helm', minor);
  if (reason !== undefined) {
    test.skip(reason);
    return;
  }
  const found = askVersion(clientPath('helm', minor));
  const render = async (files: ChartFiles, values: Values = {}, more: { seconds?: number; apis?: string[] } = {}) => {
    const helm = await found;
    expect(helm).toMatchObject({ version: expect.stringMatching(/^(3\.1[2-9]|3\.2\d|4)\./) });
    return renderWithHelm({
      helm: helm as HelmProgram,
      archive: makeChart('web', files),
      release: { name: 'web', namespace: 'apps', values },
      cluster: { kubernetesVersion: '1.34.2', apiVersions: more.apis ?? [] },
      ...(more.seconds !== undefined && { seconds: more.seconds }),
    });
  };
  const names = (objects: readonly { kind: string; metadata: { name: string } }[]) =>
    objects.map(({ kind, metadata: { name } }) => `${kind}/${name}`).sort();

  test('renders objects, hooks among them, and definitions apart', async () => {
    const { definitions, objects, error, notKnown, notes } = await render(rich, { colour: 'red' });
    expect({ error, notKnown, notes }).toEqual({ error: undefined, notKnown: undefined, notes: [] });
    expect(names(definitions)).toEqual(['CustomResourceDefinition/things.example.org']);
    expect(names(objects)).toEqual(['before', 'one', 'seen', 'two', 'web'].map((name) => `ConfigMap/${name}`));
    expect(objects.find(({ metadata: { name } }) => name === 'web')).toMatchObject({ data: { colour: 'red' } });
    expect(objects.find(({ metadata: { name } }) => name === 'two')).toMatchObject({ data: { a: '---' } });
  });

  test('sees no cluster: a lookup finds nothing', async () => {
    const { objects } = await render(rich);
    expect(objects.find(({ metadata: { name } }) => name === 'seen')).toMatchObject({ data: { found: '0' } });
  });

  test('knows the version and the kinds of the cluster that is meant', async () => {
    const template = configMap(
      'cluster',
      'version: {{ .Capabilities.KubeVersion.Version }}\n  has: "{{ .Capabilities.APIVersions.Has "example.org/v1/Thing" }}"',
    );
    const without = await render({ 'templates/a.yaml': template });
    expect(without.objects[0]).toMatchObject({ data: { version: 'v1.34.2', has: 'false' } });
    const withKind = await render(
      { 'templates/a.yaml': template },
      {},
      { apis: ['example.org/v1', 'example.org/v1/Thing'] },
    );
    expect(withKind.objects[0]).toMatchObject({ data: { has: 'true' } });
  });

  test('gives its own words when a chart refuses its values', async () => {
    const required = await render({ 'templates/a.yaml': configMap('a', 'b: {{ required "say b" .Values.b }}') });
    expect(required.error).toMatch(/^execution error at \(web\/templates\/a\.yaml:\d+:\d+\): say b$/);
    const schema = JSON.stringify({ properties: { port: { type: 'integer' } } });
    const refused = await render({ ...rich, 'values.schema.json': schema }, { port: 'http' });
    expect(refused.error).toContain("values don't meet the specifications of the schema(s)");
    expect(refused.objects).toEqual([]);
  });

  test('leaves a schema out that refers to another host, and says so', async () => {
    const schema = JSON.stringify({ properties: { port: { $ref: 'https://schemas.example.org/port.json' } } });
    const { objects, error, notes } = await render({ ...rich, 'values.schema.json': schema }, { port: 'http' });
    expect(error).toBeUndefined();
    expect(objects.length).toBeGreaterThan(0);
    expect(notes).toEqual(['schema not checked: values.schema.json refers to another host']);
  });

  test('gives no value that is another one each time', async () => {
    const secret =
      'apiVersion: v1\nkind: Secret\nmetadata:\n  name: key\n  annotations:\n    made: {{ now | quote }}\n';
    const template = `${secret}data:\n  fixed: eA==\n  random: {{ randAlphaNum 12 | b64enc }}\n`;
    const { objects, notes } = await render({ 'templates/a.yaml': template });
    const [{ metadata: meta, data }] = objects as unknown as [
      { metadata: { annotations: Record<string, string> }; data: Record<string, string> },
    ];
    expect(data.fixed).toBe('eA==');
    expect(holdsSealed(Buffer.from(data.random!, 'base64').toString('utf8'))).toBe(true);
    expect(holdsSealed(meta.annotations.made!)).toBe(true);
    expect(notes).toEqual([expect.stringContaining('Secret/key: data.random')]);
  });

  test('uses a chart inside the chart', async () => {
    const { objects, error } = await render({
      'Chart.yaml': metadata('web', 'dependencies:\n- name: lib\n  version: 1.x.x\n  repository: ""\n'),
      'charts/lib/Chart.yaml': metadata('lib', 'type: library\n'),
      'charts/lib/templates/_name.tpl': libraryTemplate,
      'templates/a.yaml': configMap('{{ include "lib.name" . }}', 'a: b'),
    });
    expect(error).toBeUndefined();
    expect(names(objects)).toEqual(['ConfigMap/lib-web']);
  });

  test('does not know what a chart installs whose dependency is missing here', async () => {
    const dependencies = 'dependencies:\n- name: lib\n  version: 1.x.x\n  repository: https://charts.example.org\n';
    const { notKnown, error } = await render({ 'Chart.yaml': metadata('web', dependencies), ...rich });
    expect(error).toBeUndefined();
    expect(notKnown).toMatch(
      /^what chart 'web' in version 1\.0\.0 installs is not known: .*missing in charts\/ directory: lib/s,
    );
  });

  test('is told in few words when a template includes itself without end', async () => {
    const endless = '{{- define "x" }}{{ include "x" . }}{{ end }}{{ include "x" . }}';
    const { error = '' } = await render({ 'templates/x.yaml': endless });
    expect(error).toMatch(/^template: web\/templates\/x.yaml.* … .*nested reference name/s);
    expect(error.length).toBeLessThan(3000);
  });

  test('is ended when it takes too long, and leaves nothing behind', async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('gatehouse-chart-'));
    const loop =
      '{{- range $i := until 100000 }}{{ range $j := until 100000 }}{{ $x := sha256sum "x" }}{{ end }}{{ end }}';
    const { notKnown } = await render({ 'templates/a.yaml': loop }, {}, { seconds: 2 });
    expect(notKnown).toMatch(/takes more than (2 s|1 GiB of memory)$/);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('gatehouse-chart-'))).toEqual(before);
  });
});
