import type { LabRule, LabRuleProblem } from '../../../check/rule.ts';
import { parseCidr } from '../../../core/address.ts';
import type { LabPath } from '../../../lab/lab-problem.ts';

/** Networks of everyone in a list that should name some. */
function everyone(networks: readonly string[], path: LabPath, whose: string): LabRuleProblem[] {
  return networks.flatMap((text, i) =>
    parseCidr(text)?.prefix === 0
      ? [
          {
            path: [...path, i],
            message: `${whose} contain ${text}: that is everyone`,
            hint: 'name the networks your clients are in, e.g. 192.168.0.0/16',
          },
        ]
      : [],
  );
}

export const trustedNetworkIsEveryone: LabRule = {
  id: 'trusted-network-is-everyone',
  needs: 'lab',
  severity: 'error',
  summary: 'A trusted network contains the whole Internet.',
  why: 'the allow list of the middleware then lets every client in (traefik pkg/middlewares/ipallowlist)',
  check: (lab, { access }) => [
    ...everyone(lab.network.trusted, ['network', 'trusted'], 'the trusted networks'),
    ...access.flatMap(({ networks, path, whose, mayBeOpen }) =>
      everyone(networks ?? [], path, whose).map((problem) =>
        mayBeOpen === undefined ? problem : { ...problem, severity: 'warning' as const, hint: mayBeOpen },
      ),
    ),
  ],
  examples: {
    passing: [{ 'network.trusted': ['10.0.0.0/8', 'fd00::/8'] }],
    failing: [{ 'network.trusted': ['0.0.0.0/0'] }, { 'ingress.dashboard.trusted': ['::/0'] }],
  },
};
