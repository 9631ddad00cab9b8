import type { Finding } from '../core/finding.ts';
import { handMade, type ReleaseByHand } from '../kube/install-steps.ts';
import { isJsonObject, type JsonObject } from '../kube/json.ts';
import { groupOf, printRef, type UnknownObject } from '../kube/object.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { holdsSealed, isSealed } from '../kube/sealed.ts';
import { kinds } from '../kube/types.ts';
import type { DiscoveredKustomization } from './discover.ts';
import { isGroupOfFlux, nameKey, specOf } from './flux-objects.ts';
import type { InstallPlan, PlannedStep } from './install-plan.ts';
import { ValuesError } from './releases/compose-values.ts';
import { asRelease, releaseName, releaseNamespace } from './releases/release.ts';
import { releaseValues } from './releases/release-values.ts';
import { surroundingsOf } from './releases/render-releases.ts';
import type { RenderedRelease } from './releases/rendered-release.ts';
import type { Repository } from './repository.ts';

/** What Flux would do with a repository, as the steps that people take where there is no Flux. */
export interface StepsOfFlux {
  readonly plan: InstallPlan;
  /** Its releases as helm installs them, in the order of the steps. */
  readonly releases: readonly RenderedRelease[];
  /** The Kustomization or HelmRelease that a step stands for, as `Kind namespace/name`. */
  readonly standsFor: ReadonlyMap<PlannedStep, string>;
  /** What only Flux reads, as `Kind/namespace/name`. */
  readonly leftOut: readonly string[];
  /** What cannot be done without Flux. */
  readonly refusals: readonly Finding[];
}

/** The stages of Flux one after the other, as their Kustomizations depend on each other: each with its objects, then its releases. */
export function stepsOfFlux(repository: Repository, rendered: readonly RenderedRelease[]): StepsOfFlux {
  const making: Making = {
    ...{ repository, releaseOf: new Map(rendered.map((each) => [printRef(each.release.object), each])) },
    ...{ steps: [], releases: [], standsFor: new Map(), leftOut: new Set(), refusals: [] },
  };
  for (const stage of inOrder(repository.kustomizations, stageKey, stageNeeds)) addStage(making, stage);
  for (const { object } of repository.entry) making.leftOut.add(printRef(object));
  const { steps, releases, standsFor, leftOut, refusals } = making;
  const plan = { file: '', folder: '', steps, findings: [] };
  return { plan, releases, standsFor, leftOut: [...leftOut].sort(), refusals };
}

interface Making {
  readonly repository: Repository;
  readonly releaseOf: ReadonlyMap<string, RenderedRelease>;
  readonly steps: PlannedStep[];
  readonly releases: RenderedRelease[];
  readonly standsFor: Map<PlannedStep, string>;
  readonly leftOut: Set<string>;
  readonly refusals: Finding[];
}

/** Each behind those that it needs, else as they stand; a circle is left where it began. */
function inOrder<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  needs: (item: T) => readonly string[],
): readonly T[] {
  const byKey = new Map(items.map((item) => [keyOf(item), item]));
  const seen = new Set<string>();
  const visit = (item: T): readonly T[] => {
    if (seen.has(keyOf(item))) return [];
    seen.add(keyOf(item));
    const before = needs(item).flatMap((key) => byKey.get(key) ?? []);
    return [...before.flatMap(visit), item];
  };
  return items.flatMap(visit);
}

const stageKey = ({ kustomization }: DiscoveredKustomization): string => nameKey(kustomization.object);

const stageNeeds = ({ kustomization, parent }: DiscoveredKustomization): readonly string[] => [
  ...(parent === undefined ? [] : [parent]),
  ...dependsOn(kustomization.object),
];

function dependsOn({ metadata, spec }: UnknownObject): readonly string[] {
  const list = isJsonObject(spec) && Array.isArray(spec.dependsOn) ? (spec.dependsOn as readonly JsonObject[]) : [];
  return list.map(({ namespace, name }) => `${String(namespace ?? metadata.namespace ?? '')}/${String(name)}`);
}

function addStage(making: Making, stage: DiscoveredKustomization): void {
  const { object } = stage.kustomization;
  if (stage.failure) making.refusals.push(refusal(stage.kustomization, `it cannot be built: ${stage.failure.message}`));
  const own = stage.objects.filter((each) => !isOfFlux(each.object));
  for (const each of stage.objects) if (isOfFlux(each.object)) making.leftOut.add(printRef(each.object));
  const sealed = own.filter((each) => isEncrypted(each.object));
  const plain = own.filter((each) => !isEncrypted(each.object));
  const wanted = stage.objects.filter((each) => each.object.kind === 'HelmRelease' && isOfFlux(each.object));
  const inStage = inOrder(
    wanted,
    (each) => nameKey(each.object),
    (each) => dependsOn(each.object),
  );
  const path = String(specOf(object).path ?? '').replace(/^\.\/|\/$/g, '') || '.';
  const objects = [...plain, ...namespacesFor(inStage, making.repository)];
  const add = (step: PlannedStep, name: string) => {
    making.steps.push(step);
    making.standsFor.set(step, name);
  };
  const stageName = `Kustomization ${nameKey(object)}`;
  for (const file of new Set(sealed.flatMap((each) => each.origin?.file ?? [])))
    add({ step: { decrypt: file }, objects: [] }, stageName);
  if (objects.length > 0) add({ step: { apply: path }, objects }, stageName);
  for (const release of inStage) {
    const made = releaseStep(making, release);
    if (made) add(made, `HelmRelease ${nameKey(release.object)}`);
  }
}

/** What Flux reads, and Flux itself where the repository holds it. */
const isOfFlux = ({ apiVersion, kind, metadata, spec }: UnknownObject): boolean =>
  isGroupOfFlux(groupOf(apiVersion)) ||
  metadata.labels?.['app.kubernetes.io/part-of'] === 'flux' ||
  (kind === 'CustomResourceDefinition' && isJsonObject(spec) && isGroupOfFlux(String(spec.group)));

const isEncrypted = (object: UnknownObject): boolean =>
  'sops' in object || (object.kind === 'Secret' && holdsSealedValue([object.data, object.stringData]));

function holdsSealedValue(value: unknown): boolean {
  if (typeof value === 'string') return isSealed(value) || holdsSealed(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some(holdsSealedValue);
}

/** Namespaces that helm-controller would make for releases. */
function namespacesFor(releases: readonly SourcedObject[], { objects }: Repository): readonly SourcedObject[] {
  const brought = new Set(objects.flatMap(({ object }) => (object.kind === 'Namespace' ? [object.metadata.name] : [])));
  return releases.flatMap(({ object, ...place }) => {
    const { install } = specOf(object);
    const name = releaseNamespace(asRelease(object));
    if (!isJsonObject(install) || install.createNamespace !== true || brought.has(name)) return [];
    brought.add(name);
    return [{ ...place, object: { ...kinds.Namespace, metadata: { name } } as UnknownObject }];
  });
}

/** A release as a person installs it; nothing where that would not come to the same, which is told. */
function releaseStep(making: Making, source: SourcedObject): PlannedStep | undefined {
  const found = making.releaseOf.get(printRef(source.object));
  const asked = found ? askHelm(found, making.repository) : 'no chart is known for it';
  if (typeof asked === 'string' || !found) {
    making.refusals.push(refusal(source, String(asked)));
    return undefined;
  }
  const named = asRelease(source.object);
  const metadata = { name: releaseName(named), namespace: releaseNamespace(named) };
  const release: ReleaseByHand = { ...{ apiVersion: handMade, kind: 'Release' }, metadata, spec: asked };
  const object = release as unknown as UnknownObject;
  making.releases.push({ ...found, release: { ...source, object } });
  const { values: _, ...chart } = asked;
  const step = { install: { ...metadata, ...chart, values: source.origin?.file ?? '' } };
  return { step, objects: [{ ...(source.origin && { origin: source.origin }), object }], release: printRef(release) };
}

/** What helm is asked to install for a HelmRelease; a reason where it would not come to the same. */
function askHelm(found: RenderedRelease, repository: Repository): ReleaseByHand['spec'] | string {
  const why = whyNotByHelm(found);
  if (why !== undefined) return why;
  const { release, wanted, chart } = found;
  if (wanted?.source.type !== 'repository') return 'its chart comes from no repository of charts';
  try {
    const values = releaseValues(release.object, surroundingsOf(repository)) as ReleaseByHand['spec']['values'];
    if (holdsSealedValue(values)) return 'values of it are encrypted';
    const version = chart.version ?? wanted.range ?? '';
    return { chart: wanted.name, version, repository: wanted.source.url, values };
  } catch (thrown) {
    if (thrown instanceof ValuesError) return thrown.message;
    throw thrown;
  }
}

/** What a command of helm does not do, and helm-controller does. */
function whyNotByHelm({ release, wanted, chart }: RenderedRelease): string | undefined {
  const { postRenderers, suspend } = specOf(release.object);
  if (suspend === true) return 'it is suspended, and helm knows no such thing';
  if (Array.isArray(postRenderers) && postRenderers.length > 0) return 'its postRenderers are done by Flux alone';
  if (wanted?.valuesFiles !== undefined) return 'its valuesFiles are read by Flux alone';
  return chart.by === 'nothing' && chart.refusal !== undefined ? chart.refusal : undefined;
}

const refusal = ({ object, origin }: SourcedObject, why: string): Finding => ({
  code: 'not-without-flux',
  severity: 'error',
  object: printRef(object),
  ...(origin && { file: origin.file, line: origin.line }),
  message: `it cannot be brought without Flux: ${why}`,
  why: '--engine direct does with kubectl and helm what Flux would do, and nothing of it by halves',
  hint: 'leave --engine out and let Flux bring it, or change that',
});
