import { type CelType, simpleType } from './cel-declare.ts';

/** One way to call a function; the target of a member stands first. */
export interface Overload {
  readonly isMember: boolean;
  readonly params: readonly CelType[];
  readonly result: CelType;
}

const numbers = ['int', 'uint', 'double'];
const ordered = ['bool', ...numbers, 'string', 'bytes', 'timestamp', 'duration'];
const crossed = numbers.flatMap((one) => numbers.filter((other) => other !== one).map((other) => `${one}, ${other}`));
const comparisons = [...ordered.map((type) => `${type}, ${type}`), ...crossed].map((params) => `(${params}): bool`);

const parts = (names: string, unit: string, types: readonly string[]): string[] =>
  names
    .split(' ')
    .flatMap((name) => types.flatMap((type) => [`${type}.get${name}(): int`, ...zoned(type, name, unit)]));
const zoned = (type: string, name: string, unit: string): string[] =>
  type === unit ? [`${type}.get${name}(string): int`] : [];

/** google/cel-go common/stdlib/standard.go, cel/library.go (optionals), ext/{strings,sets}.go; k8s.io/apiserver pkg/cel/library. */
const signatures: readonly string[] = [
  '_?_:_(bool, A, A): A; _&&_(bool, bool): bool; _||_(bool, bool): bool; !_(bool): bool; @not_strictly_false(bool): bool',
  '_==_(A, A): bool; _!=_(A, A): bool; @in(A, list<A>): bool; @in(A, map<A, B>): bool',
  '_+_(bytes, bytes): bytes; _+_(double, double): double; _+_(duration, duration): duration; _+_(int, int): int',
  '_+_(duration, timestamp): timestamp; _+_(timestamp, duration): timestamp; _+_(list<A>, list<A>): list<A>',
  '_+_(string, string): string; _+_(uint, uint): uint',
  '_-_(timestamp, duration): timestamp; _-_(timestamp, timestamp): duration; _-_(duration, duration): duration',
  ...numbers.flatMap((type) => ['-', '*', '/'].map((sign) => `_${sign}_(${type}, ${type}): ${type}`)),
  '_%_(int, int): int; _%_(uint, uint): uint; -_(int): int; -_(double): double',
  ...['<', '<=', '>', '>='].flatMap((sign) => comparisons.map((each) => `_${sign}_${each}`)),
  '_[_](list<A>, int): A; _[_](map<A, B>, A): B; _[_](optional<list<A>>, int): optional<A>',
  '_[_](optional<map<A, B>>, A): optional<B>; _[?_](list<A>, int): optional<A>; _[?_](optional<list<A>>, int): optional<A>',
  '_[?_](map<A, B>, A): optional<B>; _[?_](optional<map<A, B>>, A): optional<B>',
  ...['bytes', 'list<A>', 'map<A, B>', 'string'].flatMap((type) => [`size(${type}): int`, `${type}.size(): int`]),
  'type(A): type; dyn(A): dyn; bool(bool): bool; bool(string): bool; bytes(bytes): bytes; bytes(string): bytes',
  ...['double', 'int', 'string', 'uint'].flatMap((type) => ['double', 'uint'].map((to) => `${to}(${type}): ${to}`)),
  'duration(duration): duration; duration(int): duration; duration(string): duration',
  ...['int', 'double', 'duration', 'string', 'timestamp', 'uint'].map((type) => `int(${type}): int`),
  ...['string', 'bool', 'bytes', 'double', 'duration', 'int', 'timestamp', 'uint'].map(
    (type) => `string(${type}): string`,
  ),
  'timestamp(timestamp): timestamp; timestamp(int): timestamp; timestamp(string): timestamp; matches(string, string): bool',
  ...['contains', 'endsWith', 'startsWith', 'matches'].map((name) => `string.${name}(string): bool`),
  ...parts('FullYear Month DayOfYear DayOfMonth Date DayOfWeek', 'timestamp', ['timestamp']),
  ...parts('Hours Minutes Seconds Milliseconds', 'timestamp', ['timestamp', 'duration']),
  'optional.of(A): optional<A>; optional.ofNonZeroValue(A): optional<A>; optional.none(): optional<A>',
  'optional<A>.hasValue(): bool; optional<A>.value(): A; optional<A>.orValue(A): A; optional<A>.or(optional<A>): optional<A>',
  'string.charAt(int): string; string.indexOf(string): int; string.indexOf(string, int): int; string.lowerAscii(): string',
  'string.lastIndexOf(string): int; string.lastIndexOf(string, int): int; string.upperAscii(): string; string.trim(): string',
  'string.replace(string, string): string; string.replace(string, string, int): string; string.format(list<dyn>): string',
  'string.split(string): list<string>; string.split(string, int): list<string>; list<string>.join(): string',
  'list<string>.join(string): string; string.substring(int): string; string.substring(int, int): string',
  'sets.contains(list<A>, list<A>): bool; sets.equivalent(list<A>, list<A>): bool; sets.intersects(list<A>, list<A>): bool',
  'string.find(string): string; string.findAll(string): list<string>; string.findAll(string, int): list<string>',
  'url(string): url; isURL(string): bool; url.getScheme(): string; url.getHost(): string; url.getHostname(): string',
  'url.getPort(): string; url.getEscapedPath(): string; url.getQuery(): map<string, list<string>>; strings.quote(string): string',
  'list<A>.isSorted(): bool; list<A>.indexOf(A): int; list<A>.lastIndexOf(A): int; list<A>.min(): A; list<A>.max(): A',
  'list<A>.sum(): A; ip(string): ip; ip.family(): int; ip.isCanonical(string): bool; isIP(string): bool; string(ip): string',
  ...['Unspecified', 'Loopback', 'LinkLocalMulticast', 'LinkLocalUnicast', 'GlobalUnicast'].map(
    (name) => `ip.is${name}(): bool`,
  ),
  'cidr(string): cidr; isCIDR(string): bool; cidr.containsIP(string): bool; cidr.containsIP(ip): bool; cidr.ip(): ip',
  'cidr.containsCIDR(string): bool; cidr.containsCIDR(cidr): bool; cidr.prefixLength(): int; cidr.masked(): cidr',
  'string(cidr): string; quantity(string): quantity; isQuantity(string): bool; quantity.isInteger(): bool',
  'quantity.asInteger(): int; quantity.asApproximateFloat(): double; quantity.sign(): int; quantity.compareTo(quantity): int',
  'quantity.isGreaterThan(quantity): bool; quantity.isLessThan(quantity): bool; quantity.add(quantity): quantity',
  'quantity.add(int): quantity; quantity.sub(quantity): quantity; quantity.sub(int): quantity; format.named(string): optional<format>',
  'format.validate(string): optional<list<string>>; semver(string): semver; semver(string, bool): semver',
  'isSemver(string): bool; isSemver(string, bool): bool; semver.major(): int; semver.minor(): int; semver.patch(): int',
  'semver.isGreaterThan(semver): bool; semver.isLessThan(semver): bool; semver.compareTo(semver): int',
].flatMap((line) => line.split('; '));

/** Whether a function belongs to a name space: what stands before the dot is no value. */
export const isNamespaced = (name: string): boolean =>
  /^(?:optional\.(?:of|ofNonZeroValue|none)|sets\.\w+|strings\.quote|ip\.isCanonical|format\.named)$/.test(name);

function readSignature(text: string): readonly [string, Overload] {
  const open = text.lastIndexOf('(', text.lastIndexOf('): '));
  const [head, params] = [text.slice(0, open), text.slice(open + 1, text.lastIndexOf('): '))];
  const dot = head.lastIndexOf('.');
  const isMember = dot > 0 && !isNamespaced(head) && !head.startsWith('_');
  const names = [...(isMember ? [head.slice(0, dot)] : []), ...splitTypes(params)];
  const result = readType(text.slice(text.lastIndexOf('): ') + 3));
  return [isMember ? head.slice(dot + 1) : head, { isMember, params: names.map(readType), result }];
}

const splitTypes = (text: string): string[] => (text === '' ? [] : text.split(/, (?![^<]*>)/));

function readType(text: string): CelType {
  const inner = /^(\w+)<(.*)>$/.exec(text);
  return inner ? { kind: inner[1] ?? '', of: splitTypes(inner[2] ?? '').map(readType) } : simpleType(text);
}

/** All ways to call a function, in upstream's order. */
export function overloadsOf(name: string): readonly Overload[] {
  table ??= readTable();
  return table.get(name) ?? [];
}

let table: ReadonlyMap<string, readonly Overload[]> | undefined;

function readTable(): ReadonlyMap<string, readonly Overload[]> {
  const found = new Map<string, Overload[]>();
  for (const [name, overload] of signatures.map(readSignature)) found.set(name, [...(found.get(name) ?? []), overload]);
  return found;
}
