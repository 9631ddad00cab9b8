// What `npm run new system ID` writes: a system that passes every test as it stands, and what is due before it is true.

/** The files of a new system: path below its folder to text. */
export const systemFiles = (id, camel, pascal) => ({
  'lab.ts': `import * as z from 'zod';
import { versionText } from '../../lab/scalars.ts';
import type { LabSlice, LabWith } from '../../lab/slice.ts';

const fields = { ${camel}: z.strictObject({}).optional().describe('${id}: there when it is named.') };
const versions = { ${camel}: versionText.default('1.0.0').describe('Version of the ${id} chart.') };

/** What ${id} sees of a lab. */
export type ${pascal}Lab = LabWith<typeof fields, typeof versions>;

/** What ${id} owns of the lab file. */
export const slice = { place: 75, fields, versions, namespaces: ['${id}'] } satisfies LabSlice;
`,
  'component.ts': `import type { Component } from '../../compose/component.ts';
import { namespaceObject } from '../../compose/objects/namespace.ts';
import { everyNodeIsTainted, tolerateTaints } from '../../compose/objects/tolerations.ts';
import type { ${pascal}Lab } from './lab.ts';

/** ${id} as the lab has it: the release. */
export const component: Component<${pascal}Lab> = {
  id: '${id}',
  provides: {},
  needs: [],
  isChosen: (lab) => lab.${camel} !== undefined,
  compose: ({ versions }, { delivery, distribution }) => ({
    sources: [delivery.chartSource('${id}', 'https://example.org/${id}')],
    controller: [
      namespaceObject('${id}', 'restricted'),
      delivery.release({
        name: '${id}',
        namespace: '${id}',
        chart: '${id}',
        version: versions.${camel},
        repository: '${id}',
        values: everyNodeIsTainted(distribution) ? { tolerations: tolerateTaints(distribution) } : {},
      }),
    ],
    config: [],
    apps: [],
  }),
};
`,
  'component.test.ts': `import { expect, test } from 'vitest';
import { composePart } from '../compose-part.ts';
import type { Lab } from '../lab.ts';
import { homeWith } from '../../lab/fixtures/home.ts';
import { parseLabFile } from '../lab-file.ts';
import { component } from './component.ts';

const labWith = async (text: string): Promise<Lab> => (await parseLabFile(homeWith(['apps:\\n', text]), 'lab.yaml')).lab!;

test('it is there when the lab names it, and only then', async () => {
  expect(component.isChosen?.(await labWith('apps:\\n'))).toBe(false);
  expect(component.isChosen?.(await labWith('${camel}: {}\\napps:\\n'))).toBe(true);
});

test('the release takes the version of the lab', async () => {
  const parts = composePart(component, await labWith('${camel}: {}\\napps:\\n'));
  expect(parts.controller.map(({ object }) => \`\${object.kind}/\${object.metadata.name}\`)).toEqual([
    'Namespace/${id}',
    'HelmRelease/${id}',
  ]);
  expect(JSON.stringify(parts.controller)).toContain('"version":"1.0.0"');
});
`,
  'chart.ts': `import type { ChartOutline, ChartRelease, OutlineRendering } from '../../charts/contract.ts';
import { tokensOf } from '../chart-skeleton.ts';
import { coalesceValues, isMap, listAt, textAt, unknownValues } from '../chart-values.ts';

/** Versions whose objects were compared with helm's own, newest first: none yet, so that the outline is near at best. */
export const comparedVersions: readonly string[] = [];

/** The chart \`${id}\`. */
export const chart: ChartOutline = {
  chart: '${id}',
  repositories: ['https://example.org/${id}'],
  usual: { namespace: '${id}', values: {} },
  versions: comparedVersions,
  supports: (version) => /^v?1\\.0\\.\\d+$/.test(version),
  nearestTo: () => '1.0.0',
  render: renderChart,
  crds: async () => [],
};

const defaults = {
  image: { repository: 'example.org/${id}', tag: '' },
  tolerations: [],
};

function renderChart(release: ChartRelease): OutlineRendering {
  const values = coalesceValues(defaults, release.values);
  const { fullname, namespace, version } = { ...release, ...tokensOf('${id}', release, release.version) };
  const labels = { 'app.kubernetes.io/name': '${id}', 'app.kubernetes.io/instance': release.name };
  const image = \`\${textAt(values, 'image.repository')}:\${textAt(values, 'image.tag') || version}\`;
  const podSpec = { containers: [{ name: '${id}', image }], tolerations: listAt(values, 'tolerations').filter(isMap) };
  return {
    objects: [
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: fullname, namespace, labels },
        spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: podSpec } },
      },
    ],
    unknown: unknownValues(release.values, defaults, []),
  };
}
`,
  'claims.ts': `import type { Claim } from '../system.ts';

/** What is modelled of ${id}, where it was read, and how it is tested. */
export const claims: readonly Claim[] = [
  {
    behaviour: 'What a release of its chart installs',
    upstream: 'the templates of the chart',
    tested: 'src/systems/${id}/component.test.ts',
    notModelled: 'everything that its pods do',
  },
];
`,
  'assumptions.ts': `import type { Assumption } from '../system.ts';

/** Everything taken for granted about the surroundings of ${id}. */
export const assumptions: readonly Assumption[] = [];
`,
  'index.ts': `import type { System } from '../system.ts';
import { assumptions } from './assumptions.ts';
import { chart } from './chart.ts';
import { claims } from './claims.ts';

/** Everything Gatehouse knows of ${id}. */
export const system: System = {
  id: '${id}',
  title: '${id}',
  docs: 'https://example.org/${id}',
  upstream: '1.0.0',
  claims,
  assumptions,
  charts: [chart],
};
`,
});

/** What is due before a new system says nothing but the truth. */
export const dueFor = (id) => `
What is due in src/systems/${id} (docs/contributing/system.md says how):
  index.ts       title, address of upstream's documentation, the version whose behaviour is modelled
  lab.ts         its fields with a description each, its place in the file, the version of the chart, its namespaces
  component.ts   where the chart lies, its values, Pod Security of the namespace; roles it fills ("provides") and must come after ("needs")
  chart.ts       what the chart really renders; without one that is right, leave the outline out: the release is then not known
  chart-digests.json   what helm renders, as digests; then its versions may stand in comparedVersions, and the outline is exact
  claims.ts      each behaviour with upstream's file and a test; what is not modelled
  assumptions.ts what is taken for granted, with its source
  controllers.ts what its pods do to objects, when others wait for that; left out otherwise
  rules/         the mistakes its users make: npm run new rule ${id} RULE-ID [--needs lab|objects|cluster]
  component.test.ts    what a lab composes to; beside each room a test of what it decides
Then: npm run generate && npm test -- src/systems
`;
