import type { Cluster } from '../../cluster/cluster.ts';
import type { FileTree } from '../../core/file-tree.ts';
import type { Finding } from '../../core/finding.ts';
import { printRef, type UnknownObject } from '../../kube/object.ts';
import type { Origin, SourcedObject } from '../../kube/origin.ts';
import { openLocator } from '../../kube/yaml-locate.ts';
import { systems } from '../../systems/index.ts';
import type { ObjectMaker, System } from '../../systems/system.ts';

/** Puts file and line to findings: those of their object or, where something else made it, of what decides its shape in its maker. */
export async function placeFindings(
  cluster: Cluster,
  findings: readonly Finding[],
  { written, tree }: { readonly written: readonly SourcedObject[]; readonly tree: FileTree },
): Promise<readonly Finding[]> {
  // The first of a name is the one that is applied: what nothing reaches comes after.
  const inFiles = written.filter(({ origin }) => origin?.path === undefined);
  const origins = new Map(inFiles.toReversed().map(({ object, origin }) => [printRef(object), origin]));
  const placed: Finding[] = [];
  for (const finding of findings) {
    const { object } = finding;
    const origin = object === undefined ? undefined : origins.get(object);
    if (object === undefined || origin) {
      placed.push(origin ? { ...finding, file: origin.file, line: origin.line } : finding);
      continue;
    }
    const maker = await makerOf(cluster, object);
    const made = maker && origins.get(maker.object);
    placed.push(
      maker && made ? { ...finding, ...(await placeIn(maker, made, tree)), ...byMaker(finding, maker) } : finding,
    );
  }
  return placed;
}

const byMaker = ({ hint }: Finding, { object, path }: ObjectMaker): Pick<Finding, 'hint'> => ({
  hint: `${hint ? `${hint}; ` : ''}the object is made by ${object}: it is changed by its ${path.join('.')}`,
});

/** What made an object that stands in no file; the object is looked up as its reference is printed. */
async function makerOf(cluster: Cluster, ref: string): Promise<ObjectMaker | undefined> {
  const [kind = '', ...rest] = ref.split('/');
  const [namespace, name] = rest.length > 1 ? [rest[0], rest[1]] : [undefined, rest[0]];
  const served = (await cluster.resources()).filter((resource) => resource.kind === kind);
  for (const { group, version } of served) {
    const apiVersion = group ? `${group}/${version}` : version;
    const object = await cluster.get<UnknownObject>({ apiVersion, kind }, name ?? '', namespace);
    const found = object && systems.map((system: System) => system.makerOf?.(object)).find(Boolean);
    if (found) return found;
  }
  return undefined;
}

async function placeIn(
  maker: ObjectMaker,
  { file, line, document }: Origin,
  tree: FileTree,
): Promise<Partial<Finding>> {
  const text = tree.get(file);
  if (text === undefined) return { file, line };
  return { file, line, ...(await openLocator(text))(document, [...maker.path]) };
}
