import { existsSync, readdirSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../scripts/browser.mjs';
import { openViews } from '../src/app/view/open-views.ts';
import { readAssets } from '../src/web/server/assets.ts';
import { servePage } from '../src/web/server/serve-page.ts';
import { openPage, seeAllViews } from './open-page.ts';

const path = findBrowser();
/** A lab, or else a repository. */
const inputOf = (folder: string) => (existsSync(`${folder}/lab.yaml`) ? folder : `${folder}/repository`);
const broken = readdirSync('examples/broken', { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [`examples/broken/${entry.name}`] : [],
);
const examples = ['examples/hostnetwork-migration/after', ...broken];
/** What stands in an example and must stay there. */
const secret = /not-a-real-token|AGE-SECRET-KEY-1|PRIVATE KEY-----/;

const known = new Set<string>();
let browser: Browser;
beforeAll(async () => {
  if (path === undefined) return;
  const { chromium } = await import('playwright-core');
  browser = await chromium.launch({ executablePath: path, args: ['--no-sandbox', '--disable-gpu'] });
});
afterAll(() => browser?.close());

describe.skipIf(path === undefined)('the page of each of the other examples', () => {
  test.each(examples)('shows every view of %s, without an error or a barrier, and no secret', async (folder) => {
    const views = await openViews(inputOf(folder), { charts: 'outline' });
    const served = await servePage({ assets: await readAssets('dist/web'), open: async () => views, port: 0 });
    const opened = await openPage(browser, served.url);
    expect(await seeAllViews(opened, known)).toEqual([]);
    for (const { url, from } of views.page.requests.slice(0, 3))
      expect(JSON.stringify(await views.journey(url, { from: from[0]?.address }))).not.toMatch(secret);
    expect(opened.answers.length).toBeGreaterThan(0);
    expect(opened.answers.join('\n')).not.toMatch(secret);
    expect(opened.wrong).toEqual([]);
    await opened.page.close();
    await served.close();
  });
});
