import type { LabCore } from '../../lab/lab-core.ts';
import type { ComposedLabParts } from '../compose.ts';
import type { MigrationStep } from './step.ts';

type Sides = { readonly from: ComposedLabParts<LabCore>; readonly to: ComposedLabParts<LabCore> };

const layoutOf = ({ planned: { lab } }: ComposedLabParts<LabCore>) => lab.repository.layout;

/** Whether what brings the repository into the cluster is another after: then no state between is made of both. */
export const changesDelivery = ({ from, to }: Sides): boolean =>
  (layoutOf(from) === 'plain') !== (layoutOf(to) === 'plain');

/** What is done with the repository as a whole: all of it at once where the delivery is another, first its files where they lie elsewhere. */
export function layoutSteps(sides: Sides): readonly MigrationStep[] {
  const { from, to } = sides;
  if (changesDelivery(sides)) return [deliveryStep(layoutOf(from), layoutOf(to))];
  const placed = ({ planned: { lab } }: ComposedLabParts<LabCore>) => {
    const { layout, path, cluster, folders } = lab.repository;
    return JSON.stringify([layout, path, layout === 'clusters' && (cluster ?? lab.name), folders]);
  };
  if (placed(from) === placed(to)) return [];
  const move = moveStep(layoutOf(from), layoutOf(to));
  return layoutOf(to) === 'plain'
    ? [move]
    : [keepStep, { ...move, action: { type: 'layout', placed: 'after' } }, pruneStep];
}

type LayoutName = LabCore['repository']['layout'];

const deliveryStep = (from: LayoutName, to: LayoutName): MigrationStep => ({
  id: 'delivery',
  title: `Change the layout from ${from} to ${to}`,
  by: 'repository',
  todo: [],
  why: 'what people installed by commands is delivered from Git after, or the other way round: objects keep their names and change their owner',
  needs: [],
  gives: [],
  action: { type: 'whole' },
});

const keepStep: MigrationStep = {
  id: 'layout-keep',
  title: 'Let stages leave what they have applied',
  by: 'repository',
  todo: [],
  why: 'a stage that goes takes with it what it has applied, and the data of its claims, before the stage that has it after comes to it (kustomize-controller internal/controller/kustomization_controller.go finalize)',
  needs: [],
  gives: [],
  action: { type: 'layout', placed: 'before' },
};

const pruneStep: MigrationStep = {
  id: 'layout-prune',
  title: 'Let stages take with them what they no longer hold',
  by: 'repository',
  todo: [],
  why: 'each object belongs to the stage that has it now',
  needs: [],
  gives: [],
  action: { type: 'units', units: [] },
};

const moveStep = (from: LayoutName, to: LayoutName): MigrationStep => ({
  id: 'layout',
  title: from === to ? 'Move the files of the repository' : `Change the layout from ${from} to ${to}`,
  by: 'repository',
  todo: [],
  why: 'by itself, before anything else changes: the objects are the same, and only their files lie elsewhere',
  needs: [],
  gives: [],
  action: { type: 'units', units: [] },
});

/** What a person does with files that no cluster applies, where they are not the same after. */
export function fileSteps({ from, to }: Sides): readonly MigrationStep[] {
  const [old, now] = [filesOf(from), filesOf(to)];
  const changed = [...now].filter(([path, text]) => old.get(path) !== text).map(([path]) => path);
  const gone = [...old.keys()].filter((path) => !now.has(path));
  if (changed.length + gone.length === 0) return [];
  return [
    {
      id: 'files',
      title: 'Bring changed files to the machines',
      by: 'person',
      todo: [
        ...changed.map((path) => `${path}: ${changesOf(old.get(path), now.get(path)!)}`),
        ...gone.map((path) => `${path}: no longer there`),
      ],
      why: 'no cluster applies them: machines, tools and people read them, as the page of the repository says',
      needs: [],
      gives: [],
      action: { type: 'wait', seconds: 0 },
    },
  ];
}

/** Lines that come and go, a few of them. */
function changesOf(old: string | undefined, now: string): string {
  if (old === undefined) return 'new';
  const lines = (text: string) => text.split('\n').filter((line) => line.trim() !== '');
  const [before, after] = [lines(old), lines(now)];
  const told = [
    ...after.filter((line) => !before.includes(line)).map((line) => `+ ${line.trim()}`),
    ...before.filter((line) => !after.includes(line)).map((line) => `- ${line.trim()}`),
  ];
  const more = told.length > shown ? [`${told.length - shown} more`] : [];
  return [...told.slice(0, shown), ...more].join(', ') || 'lines in another order';
}

const shown = 4;

const filesOf = ({ systems }: ComposedLabParts<LabCore>): ReadonlyMap<string, string> =>
  new Map(systems.flatMap(({ parts }) => parts.files ?? []).map(({ path, text }) => [path, text] as const));
