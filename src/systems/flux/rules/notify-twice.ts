import type { LabRule } from '../../../check/rule.ts';
import { notifyName, receiversOf } from '../component-notify.ts';
import type { FluxLab } from '../lab.ts';

export const notifyTwice: LabRule<FluxLab> = {
  id: 'notify-twice',
  needs: 'lab',
  severity: 'error',
  summary: 'Two receivers of messages have one name.',
  why: 'Provider, Alert and Secret of both would be the same objects (notification-controller api/v1beta3/provider_types.go)',
  check: (lab) =>
    receiversOf(lab).flatMap((each, index) =>
      receiversOf(lab).findIndex((other) => notifyName(other) === notifyName(each)) === index
        ? []
        : [
            {
              path: ['delivery', 'notify', index],
              message: `${notifyName(each)} is the name of two receivers`,
              hint: 'give each a name of its own',
            },
          ],
    ),
  examples: {
    passing: [
      {
        'delivery.notify': [
          { type: 'discord', credentials: { env: 'A' } },
          { name: 'loud', type: 'discord', severity: 'info', credentials: { env: 'B' } },
        ],
      },
    ],
    failing: [
      {
        'delivery.notify': [
          { type: 'discord', credentials: { env: 'A' } },
          { type: 'discord', credentials: { env: 'B' } },
        ],
      },
    ],
  },
};
