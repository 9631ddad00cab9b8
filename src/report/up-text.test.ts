import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { UpReport } from '../app/up-report.ts';
import { groupCauses } from '../check/causes.ts';
import { plainStyle } from './style.ts';
import { printAge, printSeconds, printTable, wrap } from './table.ts';
import { printUpReport } from './up-text.ts';

const report: UpReport = {
  schemaVersion: 1,
  lab: 'edge',
  cluster: 'embedded',
  verdict: 'proven',
  proven: true,
  addresses: [
    { service: 'traefik/traefik', ip: '192.168.88.60', pool: 'gate', node: 'iris', failover: ['juno', 'kora'] },
    { service: 'apps/silent', ip: '192.168.88.62', pool: 'default', node: '', failover: [] },
  ],
  routes: [
    {
      url: 'https://hello.home.example.org/',
      host: 'hello.home.example.org',
      path: '/',
      address: '192.168.88.60',
      from: '203.0.113.7',
      client: 'anyone',
      expected: '200 from hello/hello',
      observed: '200 from hello/hello',
      ok: true,
      router: 'hello@kubernetescrd',
      backend: 'hello/hello:80',
      object: 'IngressRoute/hello/hello',
    },
  ],
  certificates: [
    {
      secret: 'traefik/wildcard',
      dnsNames: ['*.home.example.org'],
      issuer: 'staging',
      notAfter: '2026-04-01T00:00:00Z',
      ready: true,
    },
  ],
  convergence: [
    { kind: 'Kustomization', name: 'flux-system/metallb-infra', startedAt: 0, readyAt: 31, waitedFor: [] },
    {
      kind: 'Kustomization',
      name: 'flux-system/apps',
      startedAt: 0,
      waitedFor: ['flux-system/metallb-infra'],
      message: 'it waits',
    },
  ],
  findings: [],
  assumptions: [
    { id: 'image-pull-seconds', text: 'An image is pulled in this many seconds', value: 5, source: 'an estimate' },
  ],
  charts: [],
  coverage: { kustomizations: { total: 1, followed: 1 }, releases: { total: 0, followed: 0 }, notFollowed: [] },
  standIns: [{ service: 'hello/hello', image: 'docker.io/traefik/whoami:v1.11.0', known: true }],
  wallMs: 1234,
  virtualSeconds: 252,
};

describe('the report of up', () => {
  test('says what is proven, how long it took, and how long the cluster would take', () => {
    const text = printUpReport(report, 80, plainStyle);
    expect(text.slice(-4)).toEqual([
      'Proven. 1 of 1 requests reach what is promised.',
      'Assumed: the apps start and answer on the ports they name; stand-ins answered',
      'for them. Port and user fit the image of hello/hello.',
      'Took 1.2 s; the cluster would take 4 min 12 s.',
    ]);
  });

  test('does not count requests where none was made', () => {
    const text = printUpReport({ ...report, verdict: 'nothing', proven: false, routes: [] }, 80, plainStyle);
    expect(text.join('\n')).toContain('Nothing to prove. No request was made; no findings.');
    const kept = printUpReport({ ...report, routes: [] }, 80, plainStyle);
    expect(kept.join(' ')).toMatch(/Proven\. \d+ address(es are| is) answered.*; no request is promised\./);
  });

  test('tells the same of many objects once, within what is read at one look', () => {
    const findings = Array.from({ length: 60 }, (_, index) => ({
      code: 'image-without-version',
      severity: 'warning' as const,
      message: 'runs whatever is the latest',
      object: `Deployment/apps/a${index}`,
    }));
    const causes = groupCauses(findings, { rules: [], objects: [] });
    const printed = (all: boolean) => printUpReport({ ...report, findings }, 80, plainStyle, { causes, all });
    const inShort = printed(false).slice(printed(false).indexOf('Findings: 60 warnings'));
    expect(inShort.slice(0, 3)).toEqual([
      'Findings: 60 warnings',
      'warning image-without-version',
      '  60 Deployments: runs whatever is the latest',
    ]);
    expect(printed(true).filter((line) => line === '  Deployment/apps/a7: runs whatever is the latest')).toHaveLength(
      1,
    );
    expect(inShort.length).toBeLessThan(20);
  });

  test('says what a request reaches, and never that the app works', () => {
    const text = printUpReport(report, 80, plainStyle).join('\n');
    expect(text).toContain('✔ reaches hello/hello');
    const strange = { service: 'media/plex', image: 'lscr.io/linuxserver/plex:1', known: false };
    const other = printUpReport({ ...report, standIns: [...report.standIns, strange] }, 200, plainStyle).join('\n');
    expect(other).toContain('Nothing is known of the image of media/plex.');
    expect(printUpReport({ ...report, standIns: [] }, 80, plainStyle).join('\n')).not.toContain('Assumed');
  });

  test('says who answers for an address, and when nobody does', () => {
    const text = printUpReport(report, 80, plainStyle).join('\n');
    expect(text).toContain('traefik/traefik  192.168.88.60  gate     iris, then juno, kora');
    expect(text).toContain('apps/silent      192.168.88.62  default  nobody');
  });

  test.each([
    ['hello.home.example.org', '    https://hello.home.example.org/  anyone  ✔ reaches hello/hello'],
    ['a-long-name-of-an-app.in.a.domain.that.is.long.too.example.org', '    https://URL/'],
  ])('never breaks a URL: %s', (host, expected) => {
    const routes = report.routes.map((row) => ({ ...row, url: `https://${host}/` }));
    const text = printUpReport({ ...report, routes }, 80, plainStyle);
    expect(text).toContain(expected.replace('URL', host));
    expect(text.join('\n')).toMatch(/anyone +✔ reaches hello\/hello/);
  });

  test('names what never became ready and why', () => {
    const line = printUpReport(report, 80, plainStyle).find((row) => row.includes('✘'));
    expect(line).toMatch(/✘ apps .*never .*it waits/);
  });

  test.each([60, 80, 100])('no line is wider than %i columns', (width) => {
    expect(printUpReport(report, width, plainStyle).filter((line) => line.length > width)).toEqual([]);
  });
});

describe('tables', () => {
  test('fit any width that leaves six columns a cell', () => {
    const cell = fc.string({ minLength: 0, maxLength: 60 }).map((text) => text.replaceAll(/\s/g, '_'));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell), { maxLength: 8 }),
        fc.integer({ min: 30, max: 120 }),
        (rows, width) => {
          expect(printTable(['A', 'B', 'C'], rows, width, plainStyle).every((line) => line.length <= width)).toBe(true);
        },
      ),
    );
  });

  test('break the last column into lines before another one is cut', () => {
    const rows = [['traefik/traefik', 'k3s-agent-1, k3s-agent-2, k3s-server-1']];
    expect(printTable(['SERVICE', 'FAILS OVER TO'], rows, 40, plainStyle)).toEqual([
      '  SERVICE          FAILS OVER TO',
      '  traefik/traefik  k3s-agent-1,',
      '                   k3s-agent-2,',
      '                   k3s-server-1',
    ]);
  });

  test.each([
    [7, '7s'],
    [210, '3m30s'],
    [240, '4m'],
    [3900, '1h5m'],
  ])('%d seconds of age print as %s', (seconds, text) => {
    expect(printAge(seconds)).toBe(text);
  });

  test('wrapping keeps every word in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }),
        fc.integer({ min: 12, max: 80 }),
        (words, width) => {
          const lines = wrap(words.join(' '), width);
          expect(lines.join(' ').split(' ')).toEqual(words);
          expect(lines.every((line) => line.length <= width)).toBe(true);
        },
      ),
    );
  });

  test.each([
    [0, '0 s'],
    [59.4, '59 s'],
    [60, '1 min'],
    [252, '4 min 12 s'],
    [3600, '1 h'],
    [3900, '1 h 5 min'],
  ])('%d seconds read as %s', (seconds, text) => {
    expect(printSeconds(seconds)).toBe(text);
  });
});
