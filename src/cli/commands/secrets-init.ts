import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LabSecretsReport } from '../../app/secrets-from-lab.ts';
import type { SecretsInitReport } from '../../app/secrets-init.ts';
import type { ValueSources } from '../../app/secrets-values.ts';
import type { Terminal } from '../terminal.ts';
import type { Asked } from './secrets-asked.ts';

/** Makes an age key, and of a lab the encrypted files that it names. Ends with 1 where a value is lacking. */
export async function runInit({ paths: [path = '.'], options, terminal, signals }: Asked): Promise<number> {
  const { initSecrets } = await import('../../app/secrets-init.ts');
  const { realRuntime } = await import('../../core/runtime.ts');
  const { key } = options;
  const isFile = /\.ya?ml$/.test(path);
  const hasLab = isFile || existsSync(join(path, 'lab.yaml'));
  const { labOfSecrets, makeLabSecrets, writesRules } = await import('../../app/secrets-from-lab.ts');
  const lab = hasLab ? await labOfSecrets(path) : undefined;
  const report = await initSecrets(isFile ? dirname(path) : path, {
    env: process.env,
    now: realRuntime().now(),
    ...(key && { keyFile: key }),
    writeRules: lab === undefined || !writesRules(lab),
  });
  const files = readFrom(options.from ?? []);
  const ask = options.output === 'text' && process.stdin.isTTY ? asker(signals.interrupt) : undefined;
  const made = lab && (await makeLabSecrets(lab, { env: process.env, files, ...(ask && { ask }) }));
  if (options.output === 'json')
    terminal.print(JSON.stringify({ schemaVersion: 1, ...report, ...(made && { lab: made }) }, undefined, 2));
  else printInit({ report, made, hasBrokenLab: hasLab && !lab, quiet: options.quiet === true }, terminal);
  return (made?.lacking.length ?? 0) > 0 ? 1 : 0;
}

const asker =
  (signal: AbortSignal): NonNullable<ValueSources['ask']> =>
  async ({ name, key, purpose }) => {
    const { askHidden } = await import('../ask-hidden.ts');
    return await askHidden(`${name}/${key}, ${purpose} (empty: later): `, signal);
  };

function readFrom(said: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    said.map((text) => {
      const at = text.indexOf('=');
      if (at < 1 || at === text.length - 1)
        throw new TypeError(`--from ${text}: must be KEY=FILE or NAME/KEY=FILE; a value itself is never an argument`);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

interface Printed {
  readonly report: SecretsInitReport;
  readonly made: LabSecretsReport | undefined;
  readonly hasBrokenLab: boolean;
  readonly quiet: boolean;
}

function printInit({ report, made, hasBrokenLab, quiet }: Printed, terminal: Terminal): void {
  const { keyFile, rulesFile } = report;
  const say = quiet ? () => undefined : terminal.print;
  say(report.madeKey ? `wrote ${keyFile}: keep a copy, without it nothing is ever decrypted` : `kept ${keyFile}`);
  for (const recipient of report.recipients) say(`recipient ${recipient}`);
  if (!made || report.wroteRules) say(`${report.wroteRules ? 'wrote' : 'kept'} ${rulesFile}`);
  for (const file of made?.made ?? []) say(`encrypted ${join(made?.folder ?? '', file)}`);
  for (const file of made?.kept ?? []) say(`kept ${join(made?.folder ?? '', file)}`);
  for (const { file, key, purpose, variable } of made?.lacking ?? [])
    terminal.print(`lacking ${file} ${key}: ${purpose} (--from ${key}=FILE, or ${variable})`);
  if (hasBrokenLab) terminal.print('next: the recipient into the lab file (secrets.sops.age), then gatehouse check');
  else if (report.rulesLackKey) say(`next: add the recipient to ${rulesFile}, then gatehouse secrets rotate FILE`);
  else if (!made) say('next: gatehouse secrets encrypt FILE.sops.yaml');
}
