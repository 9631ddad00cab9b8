import type { LabRule } from '../../../check/rule.ts';
import type { ByHandLab } from '../lab.ts';

export const releasePatchByHand: LabRule<ByHandLab> = {
  id: 'release-patch-by-hand',
  needs: 'lab',
  severity: 'error',
  summary: 'A patch is for what the chart of a release makes, and helm alone installs it.',
  why: 'helm upgrade changes what a chart makes by a program that --post-renderer names, and takes no patches (helm pkg/cmd/flags.go)',
  check: ({ repository, patches = [] }) =>
    repository.layout !== 'plain'
      ? []
      : patches.flatMap(({ release }, index) =>
          release === undefined
            ? []
            : {
                path: ['patches', index, 'release'],
                message: `the layout plain is installed by helm, which cannot patch what release ${release} makes`,
                hint: 'say it by the values of the chart, or choose a layout that Flux reads',
              },
        ),
  examples: {
    passing: [
      { patches: [{ release: 'traefik', target: { kind: 'DaemonSet' }, patch: { spec: {} } }] },
      { 'repository.layout': 'plain', patches: [{ target: { kind: 'Service' }, patch: { spec: {} } }] },
    ],
    failing: [
      {
        'repository.layout': 'plain',
        patches: [{ release: 'traefik', target: { kind: 'DaemonSet' }, patch: { spec: {} } }],
      },
    ],
  },
};
