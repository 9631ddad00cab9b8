import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../scripts/browser.mjs';
import { goTo, openPage, seeAllViews, views, violations } from './open-page.ts';

const path = findBrowser();
if (path === undefined) process.stderr.write('test/page.test.ts: no Chromium on PATH, so the page is not tested\n');

const main = join(process.cwd(), 'dist/cli/main.js');
const examples = ['k3s-homelab', 'production', 'talos-metallb', 'talos-traefik', 'hostnetwork-migration/before'];
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

const open = (url: string, width?: number) => openPage(browser, url, width);

describe.skipIf(path === undefined)('the page', () => {
  test.each(examples)(
    'shows every view of %s without an error, a request to elsewhere, or a barrier',
    async (example) => {
      const { url, child } = await serve(example);
      const opened = await open(url);
      expect(await seeAllViews(opened)).toEqual([]);
      expect(opened.answers.join('')).not.toMatch(/PRIVATE KEY-----|AGE-SECRET-KEY-1|"[A-Za-z0-9+/]{200,}={0,2}"/);
      const { page, wrong } = opened;
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
