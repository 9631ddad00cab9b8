/** Values of older charts, as the schema refuses them, and what they are called now (traefik-helm-chart Changelog.md). */
const renames: readonly { readonly refused: RegExp; readonly now: string }[] = [
  {
    refused: /at '\/ports\/([^'/]+)\/expose': got boolean, want object/,
    now: 'ports.$1.expose is a map since chart 28: say ports.$1.expose.default: true',
  },
  {
    refused: /at '\/ports\/([^']+)': additional properties (?:'[^']+', )*'redirectTo'/,
    now: 'ports.$1.redirectTo is gone since chart 34: say ports.$1.http.redirections.entryPoint with to and scheme (34 to 36: ports.$1.redirections.entryPoint)',
  },
  {
    refused: /at '\/ports\/([^']+)': additional properties (?:'[^']+', )*'redirections'/,
    now: 'ports.$1.redirections stands under ports.$1.http since chart 37',
  },
  {
    refused: /at '\/ports\/([^']+)': additional properties (?:'[^']+', )*'tls'/,
    now: 'ports.$1.tls stands under ports.$1.http since chart 37',
  },
];

/** What a refused value is called now; undefined for what was never a value. */
export function adviseOnRefusal(message: string): string | undefined {
  for (const { refused, now } of renames) {
    const found = refused.exec(message);
    if (found) return now.replaceAll('$1', found[1] ?? '');
  }
  return undefined;
}
