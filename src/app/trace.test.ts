import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { trace } from './trace.ts';

const root = process.cwd();
const example = join(root, 'examples/k3s-homelab');
const lab = (name: string) => join(root, `src/app/labs/${name}.yaml`);
const broken = (name: string) => join(root, `examples/broken/${name}/repository`);

const house = '192.168.88.20';
const stranger = '203.0.113.7';
const hello = 'https://hello.home.example.org/';
const dashboard = 'http://traefik.home.example.org';
const refusal = { allowed: false, backend: '' };
const unreachable = { ...refusal, status: 0, router: '', certificate: '' };

describe('the outcome of a traced request', () => {
  test.each([
    [
      'an app for everyone',
      hello,
      example,
      stranger,
      { status: 200, allowed: true, backend: 'hello/hello', certificate: 'traefik/wildcard-tls' },
    ],
    [
      'plain HTTP',
      'http://hello.home.example.org/',
      example,
      stranger,
      { status: 301, allowed: true, router: 'web-to-443@internal' },
    ],
    [
      'a host nobody has',
      'https://nobody.home.example.org/',
      example,
      stranger,
      { ...refusal, status: 404, router: '' },
    ],
    ['the dashboard from outside', `${dashboard}/dashboard/`, example, stranger, { ...refusal, status: 403 }],
    [
      'the dashboard from the house',
      `${dashboard}/dashboard/`,
      example,
      house,
      { status: 200, allowed: true, backend: 'api@internal' },
    ],
    [
      'the root of the dashboard',
      `${dashboard}/`,
      example,
      house,
      { status: 302, allowed: true, backend: 'api@internal' },
    ],
    ['a page the dashboard does not have', `${dashboard}/api/nothing`, example, house, { status: 404, allowed: false }],
    ['a port nobody opens', 'https://hello.home.example.org:9999/', example, stranger, unreachable],
    ['an address nobody has', 'https://192.168.88.99/', example, stranger, unreachable],
    ['an address without a name', 'https://192.168.88.60/', example, stranger, { ...refusal, status: 404 }],
    [
      'an app with an address of its own',
      'http://192.168.88.70/',
      lab('apps'),
      stranger,
      { status: 200, allowed: true, backend: 'own/own', router: '' },
    ],
    [
      'the more exact of two paths',
      'https://plain.home.example.org/under/it',
      lab('apps'),
      stranger,
      { status: 200, backend: 'under/under' },
    ],
    [
      'an Ingress for own networks, from one',
      'https://desk.home.example.org/',
      lab('apps'),
      '10.8.0.9',
      { status: 200, backend: 'desk/desk' },
    ],
    [
      'an Ingress for own networks, from another',
      'https://desk.home.example.org/',
      lab('apps'),
      '192.168.11.9',
      { ...refusal, status: 403 },
    ],
    [
      'IPv6 from the house',
      hello,
      lab('dual-stack'),
      'fd00::9',
      { status: 200, allowed: true, backend: 'hello/hello' },
    ],
    ['IPv6 from outside', hello, lab('dual-stack'), '2001:db8::9', { ...refusal, status: 403 }],
    ['an IPv6 address itself', 'https://[fd00:88::60]/', lab('ipv6'), '2001:db8::9', { ...refusal, status: 404 }],
    ['IPv6 to a platform without', hello, example, '2001:db8::9', unreachable],
    [
      'an address nobody announces',
      'http://192.168.88.60/',
      broken('address-nobody-answers-for'),
      stranger,
      unreachable,
    ],
    [
      'a Service without endpoints',
      'http://hello.home.example.org/',
      broken('selector-before-the-rename'),
      stranger,
      { allowed: false, status: 503 },
    ],
    [
      'a route whose middleware is missing',
      'http://hello.home.example.org/',
      broken('middleware-forgotten'),
      stranger,
      { allowed: false, status: 404 },
    ],
  ])('%s', async (_, url, path, from, outcome) => {
    const report = await trace(url, path, { from });
    expect(report.outcome).toMatchObject(outcome);
    expect(report).toMatchObject({ schemaVersion: 1, url, from });
    for (const hop of report.hops) {
      expect(Object.keys(hop).sort()).toEqual(['at', 'decision', 'reason', 'source']);
      expect(hop.reason).toMatch(/\w/);
    }
  });
});

describe('the hops of a traced request', () => {
  test('lead from the name to the server, each with its upstream rule', async () => {
    const { hops } = await trace(hello, example, { from: stranger });
    expect(hops.map(({ at }) => at)).toEqual([
      'name',
      'address',
      'node',
      'service',
      'endpoint',
      'client-address',
      'entry-point',
      'certificate',
      'router',
      'service',
    ]);
    expect(hops[2]).toMatchObject({
      decision: 'k3s-server-1 answers ARP, then k3s-agent-1, k3s-agent-2',
      source: 'metallb speaker/layer2_controller.go',
    });
    expect(hops.filter(({ source }) => source === '')).toEqual([]);
  });

  test.each([
    ['https://192.168.88.99/', stranger, 'no Service of type LoadBalancer has the address 192.168.88.99'],
    ['https://192.168.88.60:9999/', stranger, 'traefik/traefik at 192.168.88.60 has no port 9999'],
    ['https://hello.home.example.org:9999/', stranger, 'no Service of type LoadBalancer has an address with port 9999'],
    [hello, '2001:db8::9', 'a client with an IPv6 address reaches no address of the other family'],
  ])('%s from %s ends with the reason', async (url, from, reason) => {
    const { hops } = await trace(url, example, { from });
    expect(hops.at(-1)?.reason).toBe(reason);
  });
});

describe('gatehouse trace', () => {
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/cli/main.js', 'trace', ...args], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
    });
    return { status, stdout, stderr };
  };

  test.each([
    [0, hello, stranger],
    [1, `${dashboard}/dashboard/`, stranger],
    [1, 'https://192.168.88.99/', stranger],
    [2, 'ftp://hello.home.example.org/', stranger],
    [2, hello, 'the-sofa'],
  ])('exits with %i for %s from %s', (code, url, from) => {
    const { status, stderr } = run(url, example, '--from', from);
    expect(status).toBe(code);
    expect(stderr).not.toMatch(/^\s+at .*\.[jt]s/m);
  });

  test('gives hops and outcome as data, and nothing else, with --output json', () => {
    const { stdout, stderr } = run(hello, example, '--from', stranger, '--output', 'json');
    const { hops, outcome } = JSON.parse(stdout);
    expect(stderr).toBe('');
    expect(Object.keys(outcome)).toEqual(['status', 'allowed', 'router', 'backend', 'certificate']);
    expect(hops.length).toBeGreaterThan(5);
  });

  test('refuses a repository that Flux could not start on', () => {
    const { status, stderr } = run(hello, broken('pool-without-advertisement'), '--from', stranger);
    expect(status).toBe(2);
    expect(stderr).toContain('gatehouse up');
  });
});
