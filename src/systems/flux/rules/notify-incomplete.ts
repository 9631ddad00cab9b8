import type { LabRule } from '../../../check/rule.ts';
import { notifyName, receiversOf } from '../component-notify.ts';
import type { FluxLab } from '../lab.ts';
import { type NotifyKind, notifyKinds } from '../lab-notify.ts';

export const notifyIncomplete: LabRule<FluxLab> = {
  id: 'notify-incomplete',
  needs: 'lab',
  severity: 'error',
  summary: 'A receiver of messages lacks what it cannot be reached without.',
  why: 'the receiver is made of address, channel and token, and one that is not whole is refused when the first message is sent (notification-controller internal/notifier/factory.go)',
  check: (lab) =>
    receiversOf(lab).flatMap((each, index) =>
      (notifyKinds[each.type] as NotifyKind).needs
        .filter((field) => each[field] === undefined)
        .map((field) => ({
          path: ['delivery', 'notify', index],
          message: `${notifyName(each)}: ${each.type} is not reached without ${field}`,
          hint: field === 'address' ? `write address: https://… under it` : 'write channel: … under it',
        })),
    ),
  examples: {
    passing: [
      { 'delivery.notify': [{ type: 'telegram', channel: '-100123', credentials: { env: 'TELEGRAM_TOKEN' } }] },
      { 'delivery.notify': [{ type: 'discord', credentials: { env: 'DISCORD_WEBHOOK' } }] },
    ],
    failing: [
      { 'delivery.notify': [{ type: 'telegram', credentials: { env: 'TELEGRAM_TOKEN' } }] },
      { 'delivery.notify': [{ type: 'grafana', credentials: { env: 'GRAFANA_TOKEN' } }] },
    ],
  },
};
