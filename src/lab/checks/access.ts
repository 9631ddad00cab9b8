import { parseCidr } from '../../core/address.ts';
import type { LabPath } from '../lab-problem.ts';
import type { CheckProblem, LabCheck } from './lab-check.ts';

/** Networks of everyone in a list that should name some. */
function everyone(networks: readonly string[], path: LabPath, whose: string): CheckProblem[] {
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

const trustedNetworkIsEveryone: LabCheck = {
  code: 'trusted-network-is-everyone',
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
};

const nobodyTrusted: LabCheck = {
  code: 'nobody-trusted',
  severity: 'error',
  summary: 'Something is for trusted networks only, and none is named.',
  why: 'an allow list without entries is refused: `sourceRange is empty` (traefik pkg/middlewares/ipallowlist)',
  check: ({ network }, { access }) =>
    access
      .filter(({ networks }) => networks === undefined && network.trusted.length === 0)
      .map(({ owner, path }) => ({
        path,
        message: `${owner} is for trusted networks only, and none is named`,
        hint: 'name your client networks in network.trusted, e.g. 192.168.0.0/16',
      })),
};

/** Who may enter. */
export const accessChecks: readonly LabCheck[] = [trustedNetworkIsEveryone, nobodyTrusted];
