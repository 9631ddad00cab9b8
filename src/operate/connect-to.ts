import { GatehouseError } from '../core/errors.ts';

/** Where a connection is really made; undefined where it is made as it says. */
export type ConnectTo = (host: string, port: number) => { readonly host: string; readonly port: number };

interface Rule {
  readonly host: string;
  readonly port: string;
  readonly toHost: string;
  readonly toPort: string;
}

/** Rules as curl's `--connect-to HOST:PORT:HOST:PORT` (docs/cmdline-opts/connect-to.md): what is empty is any, or stays; the first that fits counts. */
export function readConnectTo(texts: readonly string[]): ConnectTo {
  const rules = texts.map(readRule);
  return (host, port) => {
    const fits = (rule: Rule) =>
      (rule.host === '' || rule.host.toLowerCase() === host.toLowerCase()) &&
      (rule.port === '' || Number(rule.port) === port);
    const rule = rules.find(fits);
    return { host: rule?.toHost || host, port: rule?.toPort ? Number(rule.toPort) : port };
  };
}

const part = String.raw`(\[[^\]]*\]|[^:[\]]*)`;
const pattern = new RegExp(`^${part}:(\\d*):${part}:(\\d*)$`);

function readRule(text: string): Rule {
  const [, host, port, toHost, toPort] = pattern.exec(text) ?? [];
  if (host === undefined || port === undefined || toHost === undefined || toPort === undefined)
    throw new GatehouseError(`--connect-to ${text}: it is HOST:PORT:HOST:PORT`, {
      hint: 'e.g. --connect-to hello.example.org:443:192.0.2.7:443; what is left empty is any, or stays as it is',
    });
  const bare = (name: string) => name.replace(/^\[|\]$/g, '');
  return { host: bare(host), port, toHost: bare(toHost), toPort };
}
