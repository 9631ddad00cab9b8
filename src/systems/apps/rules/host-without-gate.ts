import type { LabRule } from '../../../check/rule.ts';
import { type AppsLab, hostPath, hostsOf } from '../lab.ts';

export const hostWithoutGate: LabRule<AppsLab> = {
  id: 'host-without-gate',
  needs: 'lab',
  severity: 'error',
  summary: 'An app answers to a host, and the lab has no entry that would route it.',
  why: 'nothing looks at host names where there is no entry: clients reach an address of a Service, or nothing',
  check: (lab) =>
    lab.ingress
      ? []
      : lab.apps.flatMap((app, i) =>
          hostsOf(lab, app)
            .slice(0, 1)
            .map((host) => ({
              path: ['apps', i, ...hostPath(app, 0)],
              message: `app ${app.name} answers to ${host}, and the lab has no ingress`,
              hint: 'add ingress with an address, or give the app an address of its own: service: { type: LoadBalancer }',
            })),
        ),
  examples: {
    passing: [{ 'apps.0.hosts': ['hello.home.example.org'] }],
    failing: [{ ingress: undefined, certificates: undefined, 'apps.0.hosts': ['hello.home.example.org'] }],
  },
};
