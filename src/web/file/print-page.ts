import { createHash } from 'node:crypto';
import type { PageView } from '../../app/view/page-view.ts';
import { printJson } from '../../kube/wide-json.ts';
import { escapeMarkup } from '../../report/svg/svg-text.ts';
import type { Asset } from '../server/assets.ts';

/**
 * The page as one file that needs nothing from elsewhere and runs nothing else than its own script: a policy in it names that by its
 * digest. The same page gives the same bytes.
 */
export function printPage(page: PageView, assets: ReadonlyMap<string, Asset>): string {
  const text = (name: string) => assets.get(name)?.text ?? '';
  const [script, style, worker] = [closed(text('app.js')), text('app.css').trim(), closed(text('layout-worker.js'))];
  const policy = [
    "default-src 'none'",
    `script-src '${digestOf(script)}'`,
    `style-src '${digestOf(style)}'`,
    'img-src data:',
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeMarkup(page.lab)} · Gatehouse</title>
<style>${style}</style>
</head>
<body>
<div id="app"></div>
<noscript>This page is drawn by a script: switch JavaScript on, or use the commands of Gatehouse in a terminal.</noscript>
<script type="application/json" id="data">${printJson(page, 0).replaceAll('<', '\\u003c')}</script>
<script type="text/plain" id="worker">${worker}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** A script that ends where its element does, and nowhere before. */
const closed = (script: string): string =>
  script.trim().replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');

const digestOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;
