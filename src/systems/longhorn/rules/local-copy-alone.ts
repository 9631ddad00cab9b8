import type { LabRule } from '../../../check/rule.ts';
import type { StoringLab } from '../component-nodes.ts';
import { inLonghorn, place } from '../rule-lab.ts';

const classed = (local: object) => ({ storage: { longhorn: { classes: { local } } } });

export const localCopyAlone: LabRule<StoringLab> = {
  id: 'local-copy-alone',
  needs: 'lab',
  severity: 'error',
  summary: 'A class keeps volumes strictly local, and in several copies.',
  why: 'replica count should be 1 in data locality strict-local mode (longhorn-manager webhook/resources/volume/validator.go): no volume of the class is ever made',
  check: inLonghorn((_, { classes }) =>
    Object.entries(classes)
      .filter(([, { locality, replicas = 1 }]) => locality === 'strict-local' && replicas !== 1)
      .map(([name, { replicas }]) => ({
        path: place('classes', name, 'replicas'),
        message: `class ${name} is strictly local, and its volumes are to have ${replicas} copies`,
        hint: 'leave replicas out, or write locality: best-effort',
      })),
  ),
  examples: {
    passing: [classed({ locality: 'strict-local' }), classed({ locality: 'best-effort', replicas: 2 })],
    failing: [classed({ locality: 'strict-local', replicas: 2 })],
  },
};
