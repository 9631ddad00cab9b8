import type { LabRule } from '../../../check/rule.ts';
import { defaultFolders, type FluxLab } from '../lab.ts';

export const foldersUnused: LabRule<FluxLab> = {
  id: 'folders-unused',
  needs: 'lab',
  severity: 'warning',
  summary: 'A folder of the repository is named in a layout that has its own names.',
  why: 'only the layout controllers-configs goes by repository.folders: its folders are the ones that can be named',
  check: ({ repository: { layout, folders } }) =>
    layout === 'controllers-configs'
      ? []
      : Object.entries(folders).flatMap(([which, folder]) =>
          folder === defaultFolders[which as keyof typeof defaultFolders]
            ? []
            : {
                path: ['repository', 'folders', which],
                message: `nothing goes into ${folder}: the layout ${layout} has folders of its own`,
                hint: 'leave it out, or choose layout: controllers-configs; repository.path moves all folders',
              },
        ),
  examples: {
    passing: [
      { 'repository.folders': { apps: 'work' } },
      { 'repository.layout': 'clusters', 'repository.folders': { apps: 'apps' } },
    ],
    failing: [
      { 'repository.layout': 'clusters', 'repository.folders': { apps: 'work' } },
      { 'repository.layout': 'plain', 'repository.folders': { sources: 'infra/releases' } },
    ],
  },
};
