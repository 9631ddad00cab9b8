import type { LabRule } from '../../../check/rule.ts';
import { printUse } from '../../../lab/address-plan.ts';
import { asked, pairs } from '../lab-addresses.ts';

export const dashboardOnGateAddress: LabRule = {
  id: 'dashboard-on-gate-address',
  needs: 'lab',
  severity: 'error',
  summary: 'The dashboard asks for the address of the gate.',
  why: 'two Services on one address need a sharing key and ports of their own, and whatever reaches the gate from outside would then reach the dashboard too',
  check: (_, plan) =>
    pairs(asked(plan))
      .filter(([a, b]) => a.kind === 'gate' && b.kind === 'dashboard')
      .map(([, dashboard]) => ({
        path: dashboard.path,
        message: `the dashboard asks for ${printUse(dashboard)}, the address of the gate`,
        hint: 'give the dashboard an address of its own from a pool',
      })),
  examples: {
    passing: [{ 'ingress.dashboard.address': '192.168.88.75' }],
    failing: [{ 'ingress.dashboard.address': '192.168.88.60' }],
  },
};
