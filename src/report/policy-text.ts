import { type PolicyReport, type PolicyResult, traceCommand } from '../app/policies/policy.ts';
import { printFindings } from './findings-text.ts';
import type { Style } from './style.ts';
import { wrap } from './table.ts';

/** Lines of each policy: whether it holds, else the request that breaks it or what is not known. */
export function printPolicies(report: PolicyReport, width: number, style: Style): string[] {
  const { policies, findings, lab, file } = report;
  const count = (wanted: PolicyResult['state']) => policies.filter(({ state }) => state === wanted).length;
  const broken = count('broken');
  const open = count('not-known');
  return [
    ...wrap(`${lab}: the policies of ${file}`, width).map(style.bold),
    '',
    ...byHost(policies).flatMap((same) => hostLines(same, report, { width, style })),
    ...(findings.length > 0 ? printFindings(findings, width, style) : []),
    '',
    ...wrap(
      `${count('holds')} of ${policies.length} hold over every client address${broken > 0 ? `; ${broken} broken` : ''}${open > 0 ? `; ${open} not known` : ''}.`,
      width,
    ),
  ];
}

function byHost(policies: readonly PolicyResult[]): readonly (readonly PolicyResult[])[] {
  const hosts = new Map<string, PolicyResult[]>();
  for (const each of policies) hosts.set(each.about, [...(hosts.get(each.about) ?? []), each]);
  return [...hosts.values()];
}

/** What holds of a host is one line; what does not, has its own. */
function hostLines(
  same: readonly PolicyResult[],
  { path }: PolicyReport,
  { width, style }: { readonly width: number; readonly style: Style },
): readonly string[] {
  const held = same.filter(({ state }) => state === 'holds').map(({ demand }) => demand);
  const about = same[0]?.about ?? '';
  const hanging = (mark: string, text: string) =>
    wrap(text, width - 4).map((line, i) => (i === 0 ? `  ${mark} ${line}` : `    ${line}`));
  return [
    ...(held.length > 0 ? hanging(style.green('✔'), `${about}: ${held.join('; ')}`) : []),
    ...same
      .filter(({ state }) => state !== 'holds')
      .flatMap((each) => {
        const { demand, state, message = '', request } = each;
        const mark = state === 'broken' ? style.red('✘') : style.yellow('?');
        const trace = request ? [traceCommand(request, path)] : [];
        const told = [message, ...trace].flatMap((text) => wrap(text, width - 6));
        return [...hanging(mark, `${about}: ${demand}`), ...told.map((line) => `      ${style.dim(line)}`)];
      }),
  ];
}
