import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../scripts/browser.mjs';
import { patience } from './patience.ts';

const path = findBrowser();
if (path === undefined) process.stderr.write('test/page.test.ts: no Chromium on PATH, so the page is not tested\n');

const main = join(process.cwd(), 'dist/cli/main.js');
const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
const views = ['topology', 'journey', 'timeline', 'drills', 'findings', 'diff', 'doctor'];
const examples = [
  'k3s-homelab',
  'production',
  'talos-metallb',
  'talos-traefik',
  'hostnetwork-migration/before',
  'broken/pool-in-dhcp',
  'broken/middleware-forgotten',
];
const running: ChildProcess[] = [];
let browser: Browser;

beforeAll(async () => {
  if (path === undefined) return;
  const { chromium } = await import('playwright-core');
  browser = await chromium.launch({ executablePath: path, args: ['--no-sandbox', '--disable-gpu'] });
});
afterAll(async () => {
  await browser?.close();
  for (const child of running) child.kill('SIGINT');
});

interface Served {
  readonly url: string;
  readonly child: ChildProcess;
}

/** Serves an example until the tests end; its address as it is printed. */
async function serve(example: string, ...more: string[]): Promise<Served> {
  const argv = [main, 'serve', `examples/${example}`, '--quiet', ...more];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  running.push(child);
  for await (const chunk of child.stdout) {
    const url = /http:\S+/.exec(String(chunk))?.[0];
    if (url) return { url, child };
  }
  throw new Error('serve ended');
}

/** A page that notes what it should not do. */
async function open(url: string, width = 1200): Promise<{ readonly page: Page; readonly wrong: string[] }> {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const wrong: string[] = [];
  const { origin } = new URL(url);
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') wrong.push(message.text());
  });
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(origin)) wrong.push(request.url());
  });
  page.setDefaultTimeout(patience(5000));
  await page.goto(url);
  await page.waitForSelector('#view-title');
  return { page, wrong };
}

const goTo = async (page: Page, view: string) => {
  await page.click(`nav a[href*="view=${view}"]`);
  await page.waitForSelector(`nav a[aria-current][href*="view=${view}"]`);
};

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe finds on the page as it is. */
async function violations(page: Page): Promise<readonly string[]> {
  // The policy of the page lets no script in; an evaluated one is none of the page's.
  const found = (await page.evaluate(`${axe}; axe.run().then(({ violations }) => violations)`)) as Violation[];
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

describe.skipIf(path === undefined)('the page', () => {
  test.each(examples)(
    'shows every view of %s without an error, a request to elsewhere, or a barrier',
    async (example) => {
      const { url, child } = await serve(example);
      const { page, wrong } = await open(url);
      for (const view of views) {
        await goTo(page, view);
        expect((await page.textContent('#view-title'))?.toLowerCase(), view).toBe(view);
        if (view === 'topology') await page.waitForSelector('.scene svg, .empty');
        expect(await violations(page), view).toEqual([]);
      }
      expect(wrong).toEqual([]);
      await page.close();
      child.kill('SIGINT');
    },
  );

  test('leads from a thing to its request, through two clients, and back', async () => {
    const { url } = await serve('k3s-homelab');
    const { page, wrong } = await open(url);
    await page.click('.thing:has-text("192.168.88.61") >> nth=0');
    await page.waitForSelector('.facts:has-text("k3s-agent-2")');
    await page.keyboard.press('Tab');
    await goTo(page, 'journey');
    await page.selectOption('select', 'http://traefik.home.example.org/dashboard/');
    await page.waitForSelector('.journey:has-text("reaches")');
    await page.waitForSelector('.journey:has-text("is refused")');
    expect(await page.locator('.hops li.refused').textContent()).toContain('Rejecting IP 203.0.113.7');
    await page.waitForSelector('.thing.lit');
    expect(await violations(page)).toEqual([]);
    await page.reload();
    await page.waitForSelector('.journey:has-text("is refused")');
    await page.goBack();
    await goTo(page, 'timeline');
    await page.locator('input[type=range]').fill('60');
    await page.waitForSelector('.row.working');
    expect(wrong).toEqual([]);
    await page.close();
  });

  test('plays drills and shows the course of a cell', async () => {
    const { url } = await serve('talos-metallb');
    const { page } = await open(url);
    await goTo(page, 'drills');
    await page.click('.empty button');
    await page.click('tr:has-text("node worker-2") td button');
    await page.waitForSelector('.course:has-text("Who notices")');
    expect(await violations(page)).toEqual([]);
    await page.close();
  });

  test('says that its server is gone, and recovers when it is back at the same address', async () => {
    const file = join(process.env.GATEHOUSE_TEST_FOLDER ?? '/tmp', `page-key-${process.pid}`);
    const first = await serve('broken/pool-in-dhcp', '--token-file', file);
    const { page } = await open(first.url);
    const { port } = new URL(first.url);
    first.child.kill('SIGKILL');
    await page.waitForSelector('.note:has-text("does not answer")');
    const second = await serve('broken/pool-in-dhcp', '--token-file', file, '--port', port);
    expect(second.url).toBe(first.url);
    await page.waitForSelector('.note.hidden', { state: 'attached' });
    await page.close();
  });

  test.each([360, 800])('needs no sideways scrolling at %d pixels', async (width) => {
    const { url } = await serve('k3s-homelab');
    const { page } = await open(url, width);
    for (const view of views) {
      await goTo(page, view);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), view).toBeLessThan(1);
    }
    await page.close();
  });
});
