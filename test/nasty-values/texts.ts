/** A label of so many letters. */
export const letters = (count: number) => 'a'.repeat(count);
/** A name of so many labels. */
export const labels = (count: number) => `${Array(count).fill(letters(50)).join('.')}.org`;
/** Names, most of which no object may bear. */
export const names = [
  'A',
  'a_b',
  'a.b',
  '-a',
  'a-',
  '',
  ' ',
  '1',
  '1a',
  'é',
  letters(63),
  letters(64),
  letters(300),
  'a b',
  'a/b',
];
/** Texts in the place of an address. */
export const addresses = [
  '',
  '192.168.88',
  '192.168.88.256',
  '192.168.088.60',
  '192.168.88.60/24',
  '192.168.88.0',
  '192.168.88.255',
  '10.0.0.1',
  '0.0.0.0',
  '127.0.0.1',
  '::',
  'fd00::1',
  'fe80::1%eth0',
  '::ffff:192.168.88.60',
  'gate',
];
/** Texts in the place of a network. */
export const networks = [
  '',
  '192.168.88.0',
  '192.168.88.7/24',
  '192.168.88.0/33',
  '0.0.0.0/0',
  '192.168.88.0/32',
  'fd00::/64',
  'fd00::1/64',
  '::/0',
  '10.0.0.0/255.0.0.0',
  '::ffff:192.168.88.0/120',
];
/** Texts in the place of a range of addresses. */
export const ranges = [
  '',
  '192.168.88.70-79',
  '192.168.88.79-192.168.88.70',
  '192.168.88.70/28',
  '192.168.88.64/28',
  '192.168.88.70–192.168.88.79',
  'fd00::1-fd00::9',
  '10.0.0.0-10.0.0.9',
  '192.168.88.0/24',
  '0.0.0.0-255.255.255.255',
  '::/0',
];
/** Texts in the place of a host. */
export const hosts = [
  '',
  'A.example.org',
  'a_b.home.example.org',
  '*.home.example.org',
  'a..home.example.org',
  'hello',
  '192.168.88.1',
  `${letters(64)}.home.example.org`,
  labels(4),
  labels(6),
  'https://a.home.example.org',
  'home.example.org.',
  '-a.home.example.org',
  'ä.home.example.org',
  'a.home.example.org:443',
];
/** Values in the place of a number. */
export const numbers = [-1, 0, 1.5, 70000, 2 ** 31, 1e21, '8080', '', true];
/** Texts that YAML, shells and templates read as something else. */
export const texts = [
  '',
  ' ',
  'a b',
  '`',
  '{{ x }}',
  '$'.concat('{HOME}'),
  "'",
  '"',
  '#',
  letters(300),
  '../x',
  '/x',
  '.',
  'é',
  '\n',
  '\t',
  'a\nb',
  ': ',
  '&a',
  '*a',
  'yes',
  '0644',
];
/** Texts in the place of a URL. */
export const urls = [
  'git@github.com:me/lab.git',
  'github.com/me/lab',
  'ssh://git@github.com/me/lab.git',
  'ssh://git@github.com:me/lab.git',
  'git://x/y',
  'https://',
  'https://x/',
  'https://x y/z',
  'file:///x',
  'HTTPS://x/y',
];
/** Texts in the place of an image. */
export const images = [
  'nginx latest',
  'Nginx',
  'https://nginx',
  'nginx:',
  'nginx@sha256:abc',
  letters(300),
  'a//b',
  '-a',
  'docker.io/traefik/whoami:v1.11.0',
  'traefik/whoami',
];
/** Texts in the place of the key of a label. */
export const keys = ['a b', '/a', 'a/', 'a/b/c', 'A/b', letters(64), `${letters(260)}/a`, 'kubernetes.io/hostname', ''];

/** Values that are tried at each field: by its path, with `[]` for items. */
/** Values of charts, as anybody may write them. */
/** Values in the place of a chart's values. */
export const chartValues = [
  ...texts,
  [],
  {},
  { a: null },
  { ['__proto__']: { a: 1 } },
  { '': [{}, null] },
  { speaker: 'no' },
];

/** A share that is right. */
export const share = { server: '192.168.88.5', path: '/mnt' };
