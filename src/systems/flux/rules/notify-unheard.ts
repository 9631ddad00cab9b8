import type { LabRule } from '../../../check/rule.ts';
import { receiversOf } from '../component-notify.ts';
import { type FluxLab, readsRepository } from '../lab.ts';

export const notifyUnheard: LabRule<FluxLab> = {
  id: 'notify-unheard',
  needs: 'lab',
  severity: 'warning',
  summary: 'Somebody is to be told what becomes of the repository, and nothing reads it.',
  why: 'messages come of Flux (notification-controller), which is not installed in the layout plain',
  check: (lab) =>
    receiversOf(lab).length === 0 || readsRepository(lab)
      ? []
      : [
          {
            path: ['delivery', 'notify'],
            message: `nobody is told: in the layout ${lab.repository.layout} people apply the repository, and Flux is not there`,
            hint: 'leave delivery.notify out, or choose a layout that Flux reads',
          },
        ],
  examples: {
    passing: [{ 'delivery.notify': [{ type: 'discord', credentials: { env: 'A' } }] }],
    failing: [{ 'repository.layout': 'plain', 'delivery.notify': [{ type: 'discord', credentials: { env: 'A' } }] }],
  },
};
