import { describe, expect, it } from 'vitest';
import type { Finding } from '../core/finding.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { groupCauses } from './causes.ts';

const finding = (object: string, message: string, more: Partial<Finding> = {}): Finding => ({
  code: 'x',
  severity: 'warning',
  message,
  object,
  file: `${object}.yaml`,
  ...more,
});

const releases = (count: number): readonly SourcedObject[] =>
  Array.from({ length: count }, (_, i) => ({
    object: { apiVersion: 'a/v1', kind: 'HelmRelease', metadata: { name: `r${i}`, namespace: 'n' } },
    origin: { file: `r${i}.yaml`, line: 1, document: 0 },
  }));

const causes = (findings: readonly Finding[], objects: readonly SourcedObject[] = [], together?: string) =>
  groupCauses(findings, { rules: [{ id: 'x', ...(together && { together }) }], objects });

describe('causes', () => {
  it('are one where the same is said of several objects, and count them among their kind', () => {
    const [cause, ...more] = causes(
      [finding('HelmRelease/n/r0', 'no source'), finding('HelmRelease/n/r1', 'no source')],
      releases(3),
    );
    expect(more).toEqual([]);
    expect(cause).toEqual({
      code: 'x',
      severity: 'warning',
      message: 'no source',
      findings: [0, 1],
      touches: { kind: 'HelmRelease', objects: 2, of: 3 },
    });
  });

  it('are one where messages differ by the name of their own object alone', () => {
    const same = [finding('Ingress/n/a', 'there is no Service a'), finding('Ingress/n/b-c', 'there is no Service b-c')];
    expect(causes(same)).toHaveLength(1);
    const other = [finding('Ingress/n/a', 'there is no Service a'), finding('Ingress/n/b', 'there is no Service a-b')];
    expect(causes(other)).toHaveLength(2);
  });

  it('are one for advice, whatever the single messages say, unless kinds differ', () => {
    const findings = [finding('HelmRelease/n/r0', '30m'), finding('HelmRelease/n/r1', '1h'), finding('Pod/n/a', '1h')];
    const found = causes(findings, releases(2), 'wait long');
    expect(found.map(({ message, findings: members }) => [message, members])).toEqual([
      ['wait long', [0, 1]],
      ['1h', [2]],
    ]);
  });

  it('never mix severities, and the worst come first, then what is wrong in one place, then advice', () => {
    const findings = [
      finding('HelmRelease/n/r0', 'a'),
      finding('HelmRelease/n/r1', 'a'),
      finding('HelmRelease/n/r2', 'b', { code: 'y' }),
      finding('HelmRelease/n/r3', 'a', { severity: 'unknown' }),
      finding('HelmRelease/n/r4', 'a', { severity: 'error' }),
    ];
    expect(causes(findings, [], 'advise').map((cause) => cause.findings)).toEqual([[4], [2], [0, 1], [3]]);
  });

  it('say no share of a kind whose objects stand in no file', () => {
    const made = releases(2).map(({ object }) => ({ object, madeBy: 'HelmRelease/n/x' }));
    const [cause] = causes([finding('HelmRelease/n/r0', 'a'), finding('HelmRelease/n/r1', 'a')], made);
    expect(cause?.touches).toEqual({ kind: 'HelmRelease', objects: 2 });
  });
});
