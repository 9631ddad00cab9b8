import { get } from 'node:http';
import { afterEach, describe, expect, it, test } from 'vitest';
import { eventually } from '../../../test/eventually.ts';
import { GatehouseError } from '../../core/errors.ts';
import type { ServedPage } from './serve-page.ts';
import { ask, askWithKey, noViews, serveTestPage, token } from './test-page.ts';

const open: ServedPage[] = [];
const serve = async (...options: Parameters<typeof serveTestPage>) => {
  const page = await serveTestPage(...options);
  open.push(page);
  return page;
};
afterEach(async () => {
  for (const page of open.splice(0)) await page.close();
});

describe('the server of the page', () => {
  it('listens on loopback alone and tells its key behind the #, where no request carries it', async () => {
    const { url, port } = await serve();
    expect(url).toBe(`http://127.0.0.1:${port}/#token=${token}`);
  });

  it.each([
    ['without a key', '/api/page', {}, 401],
    ['with another key', '/api/page', { Authorization: 'Bearer other' }, 401],
    ['with a key of the same length', '/api/page', { Authorization: `Bearer ${'x'.repeat(token.length)}` }, 401],
    ['with its key', '/api/page', { Authorization: `Bearer ${token}` }, 200],
    ['by the name of somebody else', '/', { Host: 'evil.example' }, 403],
    ['by an address of the network', '/', { Host: '192.168.1.2:80' }, 403],
    ['from a page of somebody else', '/', { Origin: 'https://evil.example' }, 403],
    ['from a sandboxed page', '/', { Origin: 'null' }, 403],
    ['as a browser says, from another site', '/', { 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['by its own name', '/', {}, 200],
    ['for a file that is none of its own', '/../../package.json', {}, 404],
    ['for a file above its folder', '/%2e%2e/%2e%2e/etc/passwd', {}, 404],
    ['for what nobody answers', '/api/secrets', { Authorization: `Bearer ${token}` }, 404],
  ])('asked %s answers as it should', async (_, path, headers, status) => {
    const { port } = await serve();
    expect((await ask(port, path, { headers })).status).toBe(status);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('lets nothing be changed: %s', async (method) => {
    const { port } = await serve();
    const headers = { Authorization: `Bearer ${token}` };
    expect((await ask(port, '/api/page', { method, headers })).status).toBe(405);
  });

  it('forbids with every answer what no page of its own needs', async () => {
    const { port } = await serve();
    for (const path of ['/', '/api/page', '/none']) {
      const { headers } = await ask(port, path);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['content-security-policy']).not.toContain('unsafe');
      expect(headers['cache-control']).toBe('no-store');
    }
  });

  it('tells what cannot be answered with what to do, and keeps to itself what went wrong within', async () => {
    const { port } = await serve({
      open: async () => noViews({ drills: () => Promise.reject(new Error('/root/.ssh/id_rsa')) }),
    });
    const refused = await askWithKey(port, '/api/journey?url=x');
    expect([refused.status, JSON.parse(refused.body)]).toEqual([422, { message: 'nothing runs', hint: 'mend it' }]);
    const broken = await askWithKey(port, '/api/drills');
    expect(broken.status).toBe(500);
    expect(broken.body).not.toContain('id_rsa');
  });

  it.each([
    ['/api/page?lab=other', 'lab'],
    ['/api/journey?url=x&form=203.0.113.7', 'form'],
    ['/api/changes?base=HEAD&head=main', 'head'],
    ['/api/events?since=5', 'since'],
  ])('refuses %s, and names the parameter it does not have', async (path, name) => {
    const { port } = await serve();
    const { status, body } = await askWithKey(port, path);
    expect([status, JSON.parse(body).message]).toEqual([400, expect.stringContaining(`"${name}"`)]);
  });

  it('says which port is taken', async () => {
    const { port } = await serve();
    await expect(serve({ port })).rejects.toThrow(`port ${port}`);
  });

  it('can be started again at the same address with the same key', async () => {
    const first = await serve();
    await open.pop()!.close();
    const second = await serve({ port: first.port });
    expect(second.url).toBe(first.url);
  });
});

describe('what is looked at', () => {
  test('is opened anew when files change, and the old one is closed', async () => {
    const closed: number[] = [];
    let opened = 0;
    const { port, renew, ready } = await serve({
      open: async () => {
        const number = ++opened;
        return noViews({ close: async () => void closed.push(number) });
      },
    });
    await ready();
    renew();
    renew();
    await eventually(() => expect(closed).toContain(1));
    expect((await askWithKey(port, '/api/page')).status).toBe(200);
  });

  test('stays as it was when what changed cannot be opened, and that is told', async () => {
    let opened = 0;
    const { port, renew, ready } = await serve({
      open: async () => {
        if (opened++ > 0) throw new GatehouseError('lab.yaml is gone');
        return noViews();
      },
    });
    await ready();
    const told = listen(port);
    await eventually(() => expect(told.text).toContain('generation'));
    renew();
    await eventually(() => expect(told.text).toContain('lab.yaml is gone'));
    expect((await askWithKey(port, '/api/page')).status).toBe(200);
    told.stop();
  });
});

/** Hears events until it is stopped. */
function listen(port: number) {
  const told: { text: string; stop: () => unknown } = { text: '', stop: () => undefined };
  const headers = { Authorization: `Bearer ${token}` };
  const sent = get({ host: '127.0.0.1', port, path: '/api/events', headers, agent: false }, (response) => {
    response.on('error', () => undefined);
    response.setEncoding('utf8').on('data', (chunk: string) => {
      told.text += chunk;
    });
  });
  sent.on('error', () => undefined);
  told.stop = () => sent.destroy();
  return told;
}
