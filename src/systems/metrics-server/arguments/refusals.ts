/** Why metrics-server ends at once with these arguments, in its own words; none where it starts, or where it cannot be said. */
export function refusalsOf(args: readonly string[]): readonly string[] {
  const flags = new Map(args.flatMap((each) => flagOf(each)));
  return [...refusedTogether(flags), ...refusedResolution(flags)];
}

const completely = 'deprecated-kubelet-completely-insecure';

/** Flags that cannot stand together, in upstream's order (cmd/metrics-server/app/options/kubelet_client.go Validate). */
const pairs: readonly (readonly [string, string])[] = [
  ['kubelet-certificate-authority', 'kubelet-insecure-tls'],
  ['kubelet-client-key', completely],
  ['kubelet-client-certificate', completely],
  ['kubelet-insecure-tls', completely],
  ['kubelet-certificate-authority', completely],
];

/** A flag as pflag reads it; what is no long flag says nothing here. */
function flagOf(argument: string): readonly (readonly [string, string])[] {
  const [, name, value = 'true'] = /^--([a-z0-9-]+)(?:=(.*))?$/s.exec(argument) ?? [];
  return name === undefined ? [] : [[name, value]];
}

const isGiven = (flags: ReadonlyMap<string, string>, name: string): boolean =>
  !['', 'false', 'False', 'FALSE', 'F', 'f', '0'].includes(flags.get(name) ?? '');

function refusedTogether(flags: ReadonlyMap<string, string>): readonly string[] {
  const given = (name: string) => isGiven(flags, name);
  const half = given('kubelet-client-key') !== given('kubelet-client-certificate');
  return [
    ...pairs.filter((pair) => pair.every(given)).map(([a, b]) => `cannot use both --${a} and --${b}`),
    ...(half ? ['need both --kubelet-client-key and --kubelet-client-certificate'] : []),
  ];
}

/** Lower bound of the resolution (cmd/metrics-server/app/options/options.go validate); only whole seconds, minutes and hours are read. */
function refusedResolution(flags: ReadonlyMap<string, string>): readonly string[] {
  const written = flags.get('metric-resolution') ?? '';
  const [, count, unit] = /^(\d+)(s|m|h)$/.exec(written) ?? [];
  if (count === undefined || Number(count) * secondsIn[unit as keyof typeof secondsIn] >= 10) return [];
  return [`metric-resolution should be a time duration at least 10s, but value ${written} provided`];
}

const secondsIn = { s: 1, m: 60, h: 3600 } as const;
