const roots = new Set(
  (
    'global serverstransport tcpserverstransport entrypoints providers api metrics ping log accesslog tracing hostresolver ' +
    'certificatesresolvers experimental core spiffe ocsp addroutersinfo configfile'
  ).split(' '),
);

/** Flags as a tree: lower-case names; a leaf keeps its text; the original spelling of names is in `names`. */
export interface Flags {
  readonly value?: string;
  readonly name: string;
  readonly children: Map<string, Flags>;
}

const emptyFlags = (name: string): Flags => ({ name, children: new Map() });

/** Reads `--a.b=c`, `--a.b c` and `--a.b` (true). */
export function readFlags(args: readonly string[]): { root: Flags; problems: string[] } {
  const root = emptyFlags('');
  const problems: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const match = /^--?([^=]+)(?:=(.*))?$/s.exec(args[i]!);
    if (!match) continue;
    const follows = match[2] === undefined && args[i + 1] !== undefined && !args[i + 1]!.startsWith('-');
    const value = match[2] ?? (follows ? args[++i]! : 'true');
    const path = match[1]!.replaceAll('[', '.[').split('.');
    if (!roots.has(path[0]!.toLowerCase())) {
      problems.push(`failed to decode configuration from flags: field not found, node: ${path[0]}`);
      continue;
    }
    put(root, path, value);
  }
  return { root, problems };
}

function put(root: Flags, path: readonly string[], value: string): void {
  let node = root;
  path.forEach((part, depth) => {
    const key = part.toLowerCase();
    const known = node.children.get(key);
    const last = depth === path.length - 1;
    const next: Flags = {
      name: known?.name ?? part,
      children: known?.children ?? new Map(),
      value: last ? value : known?.value,
    };
    node.children.set(key, next);
    node = next;
  });
}

/** The flag at a path of lower-case names. */
export const at = (flags: Flags | undefined, path: string): Flags | undefined =>
  path.split('.').reduce<Flags | undefined>((node, part) => node?.children.get(part), flags);
/** Text of a flag, or what it is without. */
export const textAt = (flags: Flags | undefined, path: string, fallback = ''): string =>
  at(flags, path)?.value ?? fallback;
/** Whether a flag is on, as Go reads a boolean. */
export const isOn = (flags: Flags | undefined, path: string, fallback = false): boolean => {
  const value = at(flags, path)?.value;
  return value === undefined ? fallback : /^(1|t|T|true|TRUE|True)$/.test(value);
};
/** Whether a section is there: named with a truthy value, or with anything below it. */
export const isPresent = (flags: Flags | undefined): flags is Flags =>
  flags !== undefined &&
  (flags.children.size > 0 || flags.value === undefined || !/^(0|f|F|false|FALSE|False)$/.test(flags.value));

/** Items of a flag that lists: with commas, or one index each; none is empty. */
export function listAt(flags: Flags | undefined, path: string): readonly string[] {
  const node = at(flags, path);
  if (!node) return [];
  const indexed = [...node.children.values()].map((child) => child.value ?? '');
  return [...(node.value ? node.value.split(',').map((item) => item.trim()) : []), ...indexed].filter(
    (item) => item !== '',
  );
}
