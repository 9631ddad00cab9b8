import type { LabRule } from '../../../check/rule.ts';
import { duplicates } from '../../../lab/duplicates.ts';
import { type AppsLab, answersOf, hostPath, type LabApp } from '../lab.ts';

export const routeTwice: LabRule<AppsLab> = {
  id: 'route-twice',
  needs: 'lab',
  severity: 'error',
  summary: 'A host and path lead to two apps.',
  why: 'two routers of equal rule have equal priority, and which of them gets a request is left open (traefik pkg/muxer/http)',
  check: (lab) =>
    duplicates(lab.apps, (app) => routesOf(lab, app)).map(({ key, index, first }) => ({
      path: ['apps', index, ...hostPath(lab.apps[index]!, routesOf(lab, lab.apps[index]!).indexOf(key))],
      message: `${key} leads to app ${lab.apps[first]!.name} and to app ${lab.apps[index]!.name}`,
      hint: 'give one of them another host or path',
    })),
  examples: {
    passing: [{ 'apps.1': { name: 'other', image: 'nginx:1.29', hosts: ['hello.home.example.org'], path: '/other' } }],
    failing: [{ 'apps.1': { name: 'other', image: 'nginx:1.29', hosts: ['hello.home.example.org'] } }],
  },
};

const routesOf = (lab: AppsLab, app: LabApp): readonly string[] =>
  answersOf(lab, app).map(({ host, path }) => `${host}${path}`);
