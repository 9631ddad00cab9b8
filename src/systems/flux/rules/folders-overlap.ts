import { posix } from 'node:path';
import type { LabRule, LabRuleProblem } from '../../../check/rule.ts';
import type { FluxLab } from '../lab.ts';

const plain = (folder: string) => posix.join('/', folder).replace(/\/$/, '');

export const foldersOverlap: LabRule<FluxLab> = {
  id: 'folders-overlap',
  needs: 'lab',
  severity: 'error',
  summary: 'A folder of the repository lies in another one.',
  why: 'Flux would apply what lies in both twice, by two Kustomizations that undo each other (kustomize-controller garbage collection)',
  check: (lab) => {
    if (lab.repository.layout !== 'controllers-configs') return [];
    const folders = Object.entries(lab.repository.folders);
    return folders.flatMap(([inner, folder], index): LabRuleProblem[] => {
      const outer = folders.find(([, other], at) => at !== index && `${plain(folder)}/`.startsWith(`${plain(other)}/`));
      // Of two equal ones the later is told of.
      if (!outer || (plain(outer[1]) === plain(folder) && folders.indexOf(outer) > index)) return [];
      const message = `folder ${inner} (${folder}) lies in folder ${outer[0]} (${outer[1]})`;
      return [{ path: ['repository', 'folders', inner], message, hint: 'give each a folder of its own' }];
    });
  },
  examples: {
    passing: [{ 'repository.folders': { apps: 'cluster-apps' } }],
    failing: [{ 'repository.folders': { apps: 'cluster/apps' } }],
  },
};
