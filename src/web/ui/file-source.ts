import type { PageView } from '../../app/view/page-view.ts';
import { type Source, SourceError } from './source.ts';
import { texts } from './texts.ts';

/** The data that stands in the page itself; undefined where there is none. */
export function openFileSource(): Source | undefined {
  const data = document.getElementById('data')?.textContent;
  if (!data) return undefined;
  const page = JSON.parse(data) as PageView;
  return {
    isLive: false,
    page: async () => page,
    journey: async ({ url, from }) => {
      const found = page.journeys.find((each) => each.url === url && each.from === from);
      if (found) return found;
      throw new SourceError(texts.journey.onlyThese);
    },
    drills: async () => {
      if (page.drills) return page.drills;
      throw new SourceError(texts.drills.notPlayed);
    },
    explain: async () => {
      throw new SourceError(texts.findings.onlyServed);
    },
    changes: async () => {
      if (page.changes) return page.changes;
      throw new SourceError(texts.diff.none);
    },
    listen: () => () => undefined,
    openWorker: () => {
      const text = document.getElementById('worker')?.textContent ?? '';
      return new Worker(URL.createObjectURL(new Blob([text], { type: 'text/javascript' })));
    },
  };
}
