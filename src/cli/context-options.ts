import type { Command } from 'commander';

/** Which real cluster a command is for. */
export interface ContextOptions {
  readonly context?: string;
  readonly kubeconfig?: string;
  readonly requestTimeout?: number;
}

/** Adds the options that name a real cluster; without `--context` nothing but the embedded one is looked at. */
export const withContextOptions = (command: Command): Command =>
  command
    .option('--context <name>', 'the real cluster of this context of the kubeconfig, instead of the embedded one')
    .option('--kubeconfig <file>', 'the kubeconfig with the context (default: KUBECONFIG, then ~/.kube/config)')
    .option('--request-timeout <seconds>', 'how long one question to its API may take', parseSeconds, 30);

/** Seconds as a person writes them: `90`, `90s` or `5m`. */
export function parseSeconds(value: string): number {
  const [, count, unit] = /^(\d+)(s|m|h)?$/.exec(value) ?? [];
  const seconds = Number(count) * { s: 1, m: 60, h: 3600 }[unit ?? 's']!;
  if (!Number.isFinite(seconds) || seconds <= 0)
    throw new TypeError(`${value}: must be a number of seconds, or of minutes as 5m`);
  return seconds;
}
