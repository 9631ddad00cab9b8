import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { patience } from './patience.ts';

/** Ids of the views, in the order of the navigation. */
export const views = ['topology', 'journey', 'timeline', 'drills', 'findings', 'diff', 'doctor'];

const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');

/** A page in a browser, what it should not have done, and all that it was told. */
export interface OpenedPage {
  readonly page: Page;
  /** Errors, warnings, and requests to elsewhere. */
  readonly wrong: string[];
  /** Bodies of all answers that have ended. */
  readonly answers: string[];
}

/** Opens a page and waits until it shows a view. */
export async function openPage(browser: Browser, url: string, width = 1200): Promise<OpenedPage> {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  const [wrong, answers]: string[][] = [[], []];
  const { origin } = new URL(url);
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') wrong!.push(message.text());
  });
  page.on('pageerror', (error) => wrong!.push(error.message));
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(origin)) wrong!.push(request.url());
  });
  page.on('requestfinished', async (request) => {
    const response = request.url().includes('/api/') ? await request.response() : null;
    const body = await response?.text().catch(() => '');
    if (body) answers!.push(body);
  });
  page.setDefaultTimeout(patience(5000));
  await page.goto(url);
  await page.waitForSelector('#view-title');
  return { page, wrong: wrong!, answers: answers! };
}

/** Follows the navigation. */
export const goTo = async (page: Page, view: string): Promise<void> => {
  await page.click(`nav a[href*="view=${view}"]`);
  await page.waitForSelector(`nav a[aria-current][href*="view=${view}"]`);
};

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What axe finds on the page as it is. */
export async function violations(page: Page): Promise<readonly string[]> {
  // The policy of the page lets no script in; an evaluated one is none of the page's.
  const once = `window.axe || (() => { ${axe} })()`;
  const found = (await page.evaluate(`${once}; axe.run().then(({ violations }) => violations)`)) as Violation[];
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

/** Goes through every view: its title, and what axe finds in each that does not look like one it was shown before. */
export async function seeAllViews({ page }: OpenedPage, known = new Set<string>()): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const view of views) {
    await goTo(page, view);
    const title = (await page.textContent('#view-title'))?.toLowerCase();
    if (title !== view) wrong.push(`${view} has the title ${title}`);
    if (view === 'topology') await page.waitForSelector('.scene svg, .empty');
    const look = await page.innerHTML('#content');
    if (known.has(look)) continue;
    known.add(look);
    wrong.push(...(await violations(page)).map((each) => `${view}: ${each}`));
  }
  return wrong;
}
