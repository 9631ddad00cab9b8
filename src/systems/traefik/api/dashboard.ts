import type { RouterInfo } from '../model/runtime-configuration.ts';
import type { ApiContext, ApiResponse } from './contract.ts';

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

const row = ({ name, config, priority, status, errors }: RouterInfo): string =>
  `<tr><td>${[name, config.rule, String(priority), config.service, status, errors.join('; ')].map(escapeHtml).join('</td><td>')}</td></tr>`;

/** A page of our own in place of upstream's dashboard: the routers as the model has them. */
export function dashboardPage({ configuration, version }: ApiContext): ApiResponse {
  const rows = [...configuration.routers.values()].map(row).join('\n');
  const heads = ['router', 'rule', 'priority', 'service', 'status', 'errors']
    .map((head) => `<th>${head}</th>`)
    .join('');
  const body = `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Traefik, as Gatehouse models it</title>
<style>body{font:14px system-ui,sans-serif;margin:2em}table{border-collapse:collapse;width:100%}td,th{border:1px solid #ccc;padding:.3em .6em;text-align:left;overflow-wrap:anywhere}</style></head>
<body>
<h1>Traefik ${escapeHtml(version)}, as Gatehouse models it</h1>
<p>This is not Traefik's dashboard: it is the embedded model's own page. The data is the same as in <a href="../api/rawdata">/api/rawdata</a>.</p>
<table><thead><tr>${heads}</tr></thead><tbody>
${rows}
</tbody></table>
</body></html>
`;
  return {
    status: 200,
    headers: [
      ['Content-Security-Policy', "frame-src 'self' https://traefik.io https://*.traefik.io;"],
      ['Content-Type', 'text/html; charset=utf-8'],
    ],
    body,
  };
}
