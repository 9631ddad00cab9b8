import type { Command } from 'commander';
import type { EngineName } from '../app/live/live-report.ts';
import type { ChartMode } from '../charts/contract.ts';
import type { NodeInput } from '../controlplane/nodes/create-nodes.ts';
import { parseAddress } from '../core/address.ts';
import type { Signals } from './signals.ts';
import type { Terminal } from './terminal.ts';

/** What every command may be told. */
export interface CommonOptions {
  readonly output: 'text' | 'json';
  readonly quiet?: boolean;
  readonly color: boolean;
}

/** A command adds itself: its arguments, options and what it runs; `done` receives the exit code. */
export type AddCommand = (
  program: Command,
  terminal: Terminal,
  done: (exitCode: number) => void,
  signals: Signals,
) => void;

/** Adds the options every command has. */
export function withCommonOptions(command: Command): Command {
  return command
    .option('--output <format>', 'text or json', parseFormat, 'text')
    .option('--quiet', 'say only what is wrong')
    .option('--no-color', 'no colours (NO_COLOR is honoured too)');
}

/** What describes the cluster of a repository. */
export interface ClusterOptions {
  readonly lab?: string;
  readonly cluster?: string;
  readonly node?: readonly NodeInput[];
  readonly charts: ChartMode;
}

/** Adds the options that say what cluster a repository is for. */
export const withClusterOptions = (command: Command): Command =>
  command
    .option('--lab <file>', "the lab that describes a repository's cluster (default: lab.yaml at its root)")
    .option('--cluster <name>', 'the cluster that is meant, by name or folder, of a repository for several')
    .option(
      '--node <name=address>',
      'a node of the cluster where no lab names them; again for each, the control plane first',
      addNode,
    )
    .option(
      '--charts <mode>',
      'what renders charts: outline (what Gatehouse knows of them), helm (on PATH), or auto: helm where no outline is exact',
      parseChartMode,
      'auto',
    );

/** Which real cluster is asked. */
export interface ContextOption {
  readonly context?: string;
  readonly kubeconfig?: string;
  /** Seconds. */
  readonly requestTimeout: number;
}

/** Adds the options that name a real cluster, as kubectl has them. */
export const withContextOption = (command: Command): Command =>
  command
    .option('--context <name>', 'the real cluster, by its context in the kubeconfig', named('--context'))
    .option(
      '--kubeconfig <file>',
      'kubeconfig to read (default: those of KUBECONFIG, or ~/.kube/config)',
      named('--kubeconfig'),
    )
    .option(
      '--request-timeout <seconds>',
      'how long one call to its API may take',
      parseSeconds('--request-timeout'),
      30,
    );

/** What a command passes on that looks at one subject, or at the real cluster that is named in its place. */
export function runningOptionsOf(options: ClusterOptions & KeyFileOption & ContextOption) {
  refuseWithoutContext(options, { '--kubeconfig': options.kubeconfig });
  const { context, kubeconfig, requestTimeout } = options;
  const running = context === undefined ? undefined : { context, kubeconfig, requestTimeout };
  return { ...subjectOptionsOf(options), ...(running && { running }) };
}

/** What brings files to a cluster, as `--engine` says. */
export function parseEngine(value: string): EngineName {
  if (value === 'flux' || value === 'direct') return value;
  throw new TypeError(`--engine ${value}: must be flux or direct`);
}

/** A text that is not empty: an unset variable of a shell names nothing. */
const named =
  (option: string) =>
  (value: string): string => {
    if (value.trim() === '') throw new TypeError(`${option}: it names nothing (is a variable of your shell unset?)`);
    return value;
  };

/** Refuses what is only for a real cluster where none is named: passed over, it would look as if it had counted. */
export function refuseWithoutContext(
  options: { readonly context?: string },
  given: Readonly<Record<string, unknown>>,
): void {
  if (options.context !== undefined) return;
  for (const [flag, value] of Object.entries(given))
    if (value !== undefined && value !== false)
      throw new TypeError(`${flag}: it is for a real cluster, name it with --context`);
}

/** Refuses what is only for the embedded cluster where a real one is named. */
export function refuseWithContext(given: Readonly<Record<string, unknown>>): void {
  for (const [flag, value] of Object.entries(given))
    if (value !== undefined && value !== false)
      throw new TypeError(`${flag}: it is for the embedded cluster, leave it or --context out`);
}

/** Reads an option that may be given several times: all its values, in the order given. */
export const readEach = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** Reads seconds as a person writes them: `90`, `90s`, `5m` or `1h`. */
export const parseSeconds =
  (option: string) =>
  (value: string): number => {
    const [, count, unit] = /^(\d+(?:\.\d+)?)([smh])?$/.exec(value) ?? [];
    const seconds = Number(count) * ({ s: 1, m: 60, h: 3600 }[unit ?? 's'] ?? 1);
    if (!(seconds > 0) || seconds > 24 * 3600)
      throw new TypeError(`${option} ${value}: must be seconds, or minutes as 5m, above 0 and within a day`);
    return seconds;
  };

/** With what encrypted files are read. */
export interface KeyFileOption {
  readonly ageKey?: string;
}

/** Adds the option that names the age key: without it encrypted values are not known. */
export const withKeyOption = (command: Command): Command =>
  command.option(
    '--age-key <file>',
    'decrypt what is encrypted with the age key of this file; without it those values are not known',
  );

/** Whether what is not known is listed. */
export interface ExplainOption {
  readonly explainUnknown?: boolean;
}

/** Adds the option that lists what could not be followed. */
export const withExplainOption = (command: Command): Command =>
  command.option('--explain-unknown', 'list what could not be followed, and what would make it known');

/** Whether something may be sent to the network. */
export interface OnlineOptions {
  readonly online?: boolean;
}

/** Adds the option that lets registries be asked: without it nothing is ever sent to the network. */
export const withOnlineOption = (command: Command): Command =>
  command.option(
    '--online',
    'ask registries about images (logins of `docker login` are used); what is brought is kept',
  );

/** A word for what renders charts. */
export function parseChartMode(value: string): ChartMode {
  if (value === 'auto' || value === 'outline' || value === 'helm') return value;
  throw new TypeError(`--charts ${value}: must be auto, outline or helm`);
}

/** A port as a person writes it; 0 for any that is free. */
export function parsePort(value: string): number {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new TypeError(`--port ${value}: must be 0 to 65535`);
  return port;
}

function addNode(value: string, before: readonly NodeInput[] = []): readonly NodeInput[] {
  const [name = '', address = '', ...more] = value.split('=');
  if (more.length > 0 || !/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name) || !parseAddress(address)) {
    throw new TypeError(`--node ${value}: must be a name and an IP address, e.g. --node pi-1=192.168.1.11`);
  }
  if (before.some((node) => node.name === name))
    throw new TypeError(`--node ${value}: the node ${name} is named twice`);
  const holder = before.find((node) => sameAddress(String(node.address), address));
  if (holder) throw new TypeError(`--node ${value}: the node ${holder.name} has this address`);
  return [...before, { name, address, role: before.length === 0 ? 'control-plane' : 'worker' }];
}

const sameAddress = (one: string, other: string): boolean => {
  const [a, b] = [parseAddress(one), parseAddress(other)];
  return a?.family === b?.family && a?.value === b?.value;
};

function parseFormat(value: string): 'text' | 'json' {
  if (value === 'text' || value === 'json') return value;
  throw new TypeError(`--output ${value}: must be text or json`);
}

/** What a command is told that looks at one subject: a lab, a repository or what was kept of a cluster. */
export interface SubjectCommandOptions extends CommonOptions, ClusterOptions, KeyFileOption {}

/** Adds the options of a command that looks at one subject. */
export const withSubjectOptions = (command: Command): Command =>
  withKeyOption(withClusterOptions(withCommonOptions(command)));

/** What such a command passes on of its options. */
export const subjectOptionsOf = ({ lab, node: nodes, charts, ageKey, cluster }: ClusterOptions & KeyFileOption) => ({
  ...{ lab, nodes, charts, ageKey, cluster },
});
