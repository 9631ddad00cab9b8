import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openViews } from './open-views.ts';
import type { OpenViews } from './opened-views.ts';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-views-'));
let views: OpenViews;
beforeAll(async () => {
  // With a secret of its own in a file that a rule points at.
  cpSync('examples/k3s-homelab/lab.yaml', join(folder, 'lab.yaml'));
  views = await openViews(join(folder, 'lab.yaml'), { charts: 'outline' });
});
afterAll(async () => {
  await views.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('what is seen of a lab', () => {
  test('is what hangs together on the way of a request, from the router to the pods', () => {
    const { nodes, edges } = views.page.topology;
    const next = (id: string, link: string) => edges.filter((edge) => edge.from === id && edge.link === link);
    expect(nodes.filter(({ state }) => state === 'wrong')).toEqual([]);
    const way = ['router:192.168.88.1', 'network:192.168.88.0/24', 'address:192.168.88.60', 'node:k3s-server-1'];
    expect(nodes.map(({ id }) => id)).toEqual(expect.arrayContaining(way));
    expect(next('address:192.168.88.60', 'answers').map(({ to }) => to)).toEqual(['node:k3s-server-1']);
    expect(next('address:192.168.88.60', 'takes-over').map(({ to, order }) => [order, to])).toEqual([
      [1, 'node:k3s-agent-1'],
      [2, 'node:k3s-agent-2'],
    ]);
    expect(next('service:hello/hello', 'leads').map(({ to }) => to)).toEqual(['pod:hello/hello']);
    const shown = edges.filter(({ link }) => link === 'shows').map(({ from }) => from);
    expect([...new Set(shown)]).toEqual(['certificate:traefik/wildcard-tls']);
  });

  test('lights up the way of a request, up to where it is refused', async () => {
    const url = 'http://traefik.home.example.org/dashboard/';
    const inside = await views.journey(url, { from: '192.168.0.50' });
    const outside = await views.journey(url, { from: '203.0.113.7' });
    expect([inside.ends, outside.ends]).toEqual(['reached', 'refused']);
    expect(inside.path.at(-1)).toBe('service:api@internal');
    expect(outside.hops.at(-1)).toMatchObject({ at: 'middleware', state: 'refused' });
    expect(outside.path).not.toContain('service:api@internal');
  });

  test('tells what cannot be followed', async () => {
    await expect(views.journey('nonsense', {})).rejects.toThrow('nonsense');
  });

  test('has the steps that decide how long it takes, below the stages that apply them', () => {
    const { bars } = views.page.timeline;
    expect(bars.filter(({ critical }) => critical).map(({ name }) => name)).toContain('flux-system/apps');
    expect(bars.find(({ name }) => name === 'traefik/traefik')).toMatchObject({ depth: 2 });
  });

  test('holds no value of a Secret', () => {
    const text = JSON.stringify(views.page);
    expect(text).not.toMatch(/PRIVATE KEY|AGE-SECRET-KEY|stand-in"/);
    expect(text).not.toMatch(/[A-Za-z0-9+/]{120,}/);
  });
});

test('of a lab that cannot be brought up the findings are all there is, with what a machine would mend', async () => {
  const path = join(folder, 'broken.yaml');
  writeFileSync(path, readFileSync('examples/broken/pool-in-dhcp/lab.yaml'));
  const broken = await openViews(path);
  expect(broken.page.verdict).toBe('refuted');
  expect(broken.page.findings.groups[0]).toMatchObject({ code: 'pool-overlaps-dhcp', severity: 'error' });
  expect(broken.page.findings.groups[0]?.findings[0]?.system).not.toBe('');
  await expect(broken.journey('http://a.example/', {})).rejects.toThrow('errors to mend');
  await broken.close();
});
