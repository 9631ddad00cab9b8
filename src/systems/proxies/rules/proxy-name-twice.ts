import type { LabRule } from '../../../check/rule.ts';
import { duplicates } from '../../../lab/duplicates.ts';
import { type ProxiesLab, proxyName } from '../lab.ts';

export const proxyNameTwice: LabRule<ProxiesLab> = {
  id: 'proxy-name-twice',
  needs: 'lab',
  severity: 'error',
  summary: 'Two host proxies have the same name.',
  why: 'the name is that of its objects and their files: the second would overwrite the first',
  check: ({ proxies = [] }) =>
    duplicates(proxies, (proxy) => [proxyName(proxy)]).map(({ key, index, first }) => ({
      path: ['proxies', index, proxies[index]!.name === undefined ? 'host' : 'name'],
      message: `proxy ${key} is named twice: proxies[${first}] and proxies[${index}]`,
      hint: 'give one of them a name of its own: name: other',
    })),
  examples: {
    passing: [
      {
        proxies: [
          { host: 'nas', target: 'http://192.168.88.5' },
          { host: 'nas.example.org', name: 'other', target: 'http://192.168.88.6' },
        ],
      },
    ],
    failing: [
      {
        proxies: [
          { host: 'nas', target: 'http://192.168.88.5' },
          { host: 'nas.example.org', target: 'http://192.168.88.6' },
        ],
      },
    ],
  },
};
