import type { ConvergenceRow } from '../../../check/observed.ts';
import type { ClusterInput } from '../../../check/rule.ts';
import type { FileTree } from '../../../core/file-tree.ts';
import type { KindRef, UnknownObject } from '../../../kube/object.ts';
import { holdsSealed } from '../../../kube/sealed.ts';
import { readsElsewhere } from '../sources/reads-elsewhere.ts';

/** Why nothing can be said of an object that never became ready. */
export interface NotKnown {
  /** Id of the rule that tells it. */
  readonly code: string;
  readonly why: string;
  readonly knownBy: string;
}

const chartsKnown = 'a chart that is at hand, or that Gatehouse has an outline of: `gatehouse charts` lists them';

/** What keeps an object from being ready that no file of the repository tells; undefined where the files tell it. */
export async function whyNotKnown(row: ConvergenceRow, input: ClusterInput): Promise<NotKnown | undefined> {
  const { cluster, repository } = input;
  const message = row.message ?? '';
  if (row.reason === 'NotModelled') return notModelled(row);
  if (holdsSealed(message)) return sealed;
  if (/^could not resolve Secret chart values reference .* not found$/.test(message)) return secretElsewhere;
  const [namespace = '', name = ''] = row.name.split('/');
  if (await readsElsewhere(cluster, { kind: row.kind, namespace, name }, repository.local)) return sourceElsewhere;
  const missing = /no matches for kind "([^"]+)" in version "([^"]+)"/.exec(message);
  if (!missing) return undefined;
  const kind = { kind: missing[1] ?? '', apiVersion: missing[2] ?? '' };
  return (await isExpected(kind, input)) ? undefined : kindElsewhere(kind, input.missingCharts);
}

const notModelled = ({ kind }: ConvergenceRow): NotKnown =>
  kind === 'HelmRelease'
    ? { code: 'release-not-modelled', why: 'what comes after it was not brought up either', knownBy: chartsKnown }
    : {
        code: 'kustomization-not-known',
        why: 'what it brings was not brought up, and what comes after it was not either',
        knownBy: 'a build from the files of the repository alone',
      };

const sealed: NotKnown = {
  code: 'encrypted-value-not-known',
  why: 'a text stands in the place of each value that only a key decrypts',
  knownBy: 'the value itself',
};

const secretElsewhere: NotKnown = {
  code: 'secret-not-known',
  why: 'the Secret stands in no file: it is made by hand, or by another program',
  knownBy: 'the Secret in the repository, encrypted or not',
};

const sourceElsewhere: NotKnown = {
  code: 'source-not-read',
  why: 'its source is not this repository, and nothing is fetched',
  knownBy:
    'the files of that source in this repository, or, if this is a part of it, its root folder on the command line',
};

const kindElsewhere = ({ kind, apiVersion }: KindRef, charts: readonly string[]): NotKnown => ({
  code: 'kind-not-known',
  why: 'nothing that is known here brings the kind: a chart that is not at hand may, or who set up the cluster',
  knownBy: `the CustomResourceDefinition of ${kind} (${apiVersion}) in the repository${orCharts(charts)}`,
});

/** Charts named in a sentence; the others are counted. */
const namedCharts = 5;

function orCharts(charts: readonly string[]): string {
  if (charts.length === 0) return '';
  const more = charts.length > namedCharts ? ` and ${charts.length - namedCharts} more` : '';
  return `, or the chart that brings it, if it is one of those that are not at hand: ${charts.slice(0, namedCharts).join(', ')}${more}`;
}

/** Whether the repository itself is to bring a kind, so that it is wrong where it does not. */
async function isExpected(
  kind: KindRef,
  { cluster, explain, repository: { objects, tree } }: ClusterInput,
): Promise<boolean> {
  const group = kind.apiVersion.includes('/') ? (kind.apiVersion.split('/')[0] ?? '') : '';
  const served = await cluster.resources();
  if (served.some((each) => each.group === group && (each.kind === kind.kind || !group.includes('.')))) return true;
  const defining = objects.filter(
    ({ object }) => object.kind === 'CustomResourceDefinition' && groupOfCrd(object) === group,
  );
  if (defining.some(({ madeBy }) => madeBy === undefined)) return true;
  const releases = defining.map(({ madeBy = '' }) => madeBy.slice(madeBy.lastIndexOf('/') + 1));
  if (releases.length > 0) return !releases.some((name) => isInstalledBefore(tree, name));
  const chart = await explain.chartOfGroup(group);
  return chart !== undefined && !isInstalledBefore(tree, chart);
}

const groupOfCrd = ({ spec }: UnknownObject): unknown =>
  typeof spec === 'object' && spec !== null ? Reflect.get(spec, 'group') : undefined;

/** Files by which people install charts before Flux comes, so that their kinds are there: those of helmfile, and what lies in `bootstrap`. */
const bootstrapFile = /(^|\/)(helmfile[^/]*(\/|\.ya?ml)|bootstrap\/)/;

function isInstalledBefore(tree: FileTree, chart: string): boolean {
  return [...tree.keys()].some((file) => bootstrapFile.test(file) && tree.get(file)?.includes(chart) === true);
}
