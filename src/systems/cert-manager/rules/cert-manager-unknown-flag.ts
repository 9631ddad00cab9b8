import type { ObjectsRule, Problem } from '../../../check/rule.ts';
import { nearestName } from '../../../core/nearest.ts';
import { chart } from '../chart.ts';
import { exampleRelease, releasesOf } from '../rule-objects.ts';
import { controllerFlags, flagName } from '../running-flags.ts';

/** An extra argument that the controller does not know: it ends at once, and nothing is issued. */
export const certManagerUnknownFlag: ObjectsRule = {
  id: 'cert-manager-unknown-flag',
  needs: 'objects',
  severity: 'error',
  summary: 'A HelmRelease of cert-manager gives the controller a flag that it does not know.',
  why: 'the controller ends with "unknown flag", again and again (cert-manager cmd/controller/app/options/options.go)',
  check: (input) =>
    releasesOf(input).flatMap(({ object, on }): Problem[] => {
      const { chart: source, values } = object.spec ?? {};
      // Of other versions nothing is known.
      if (!chart.supports(source?.spec?.version ?? '')) return [];
      return (values?.extraArgs ?? []).flatMap((argument, index) => {
        const name = flagName(String(argument));
        if (name === undefined || controllerFlags.has(name)) return [];
        const path = ['spec', 'values', 'extraArgs', index];
        return [{ on, path, message: `unknown flag: --${name}`, hint: hintFor(name) }];
      });
    }),
  examples: {
    passing: [
      exampleRelease({ extraArgs: ['--dns01-recursive-nameservers-only', '--v=2', '-v', '2'] }),
      exampleRelease({ extraArgs: ['--dns01-self-check-nameservers=1.1.1.1:53'] }, 'v0.8.0'),
    ],
    failing: [exampleRelease({ extraArgs: ['--dns01-self-check-nameservers=1.1.1.1:53'] })],
  },
};

function hintFor(name: string): string {
  if (name === 'dns01-self-check-nameservers') return 'it is called --dns01-recursive-nameservers now';
  const nearest = nearestName(name, [...controllerFlags]);
  return nearest ? `did you mean --${nearest}?` : 'take it out: its release notes tell what has taken its place';
}
