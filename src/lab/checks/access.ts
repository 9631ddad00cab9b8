import { parseCidr } from '../../core/address.ts';
import type { LabPath } from '../lab-problem.ts';
import type { Lab } from '../schema.ts';
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
  check: (lab) => [
    ...everyone(lab.network.trusted, ['network', 'trusted'], 'the trusted networks'),
    ...everyone(
      lab.ingress.dashboard?.trusted ?? [],
      ['ingress', 'dashboard', 'trusted'],
      'the trusted networks of the dashboard',
    ),
    ...lab.apps.flatMap((app, i) => {
      const listed = Array.isArray(app.access) ? app.access : [];
      return everyone(listed, ['apps', i, 'access'], `the networks that may enter app ${app.name}`).map((problem) => ({
        ...problem,
        severity: 'warning' as const,
        hint: 'write access: everyone if that is meant',
      }));
    }),
  ],
};

const nobodyTrusted: LabCheck = {
  code: 'nobody-trusted',
  severity: 'error',
  summary: 'Something is for trusted networks only, and none is named.',
  why: 'an allow list without entries is refused: `sourceRange is empty` (traefik pkg/middlewares/ipallowlist)',
  check: (lab) => (lab.network.trusted.length > 0 ? [] : needingTrust(lab)),
};

function needingTrust(lab: Lab): CheckProblem[] {
  const hint = 'name your client networks in network.trusted, e.g. 192.168.0.0/16';
  const { dashboard } = lab.ingress;
  const apps = lab.apps.flatMap((app, i) =>
    app.access === 'trusted'
      ? [
          {
            path: ['apps', i, 'access'],
            message: `app ${app.name} is for trusted networks only, and none is named`,
            hint,
          },
        ]
      : [],
  );
  if (!dashboard || dashboard.trusted?.length) return apps;
  const path = dashboard.trusted ? ['ingress', 'dashboard', 'trusted'] : ['ingress', 'dashboard'];
  return [{ path, message: 'the dashboard is for trusted networks only, and none is named', hint }, ...apps];
}

/** Who may enter. */
export const accessChecks: readonly LabCheck[] = [trustedNetworkIsEveryone, nobodyTrusted];
