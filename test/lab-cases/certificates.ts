import { hosts, type LabCase } from './changes.ts';

/** Mistakes in certificates. */
export const certificatesCases: readonly LabCase[] = [
  [
    'mirror-without-certificate',
    'nothing is copied into hello: there is no gate that shows one',
    'mirror',
    [
      'ingress:\n  address: 192.168.88.60\n  dashboard:\n    address: 192.168.88.61\n    host: traefik.home.example.org\n',
      '',
    ],
    ['certificates:\n', 'certificates:\n  mirror: [hello]\n'],
    [hosts, 'service: {type: LoadBalancer}'],
  ],
  [
    'certificate-times-refused',
    'renewal 24h before the end of 24h is due at once',
    '24h',
    ['certificates:\n', 'certificates:\n  duration: 24h\n  renewBefore: 24h\n'],
  ],
  [
    'certificate-written-twice',
    'two certificates are kept in the Secret home-tls',
    'home-tls',
    [
      'certificates:\n',
      'certificates:\n  secret: home-tls\n  more: [{name: shop, names: a.example.org, secret: home-tls}]\n',
    ],
  ],
  [
    'certificates-over-limit',
    'one certificate is to hold 101 names',
    'certificates:',
    [
      '    - "*.home.example.org"\n',
      ['    - "*.home.example.org"\n', ...Array.from({ length: 99 }, (_, i) => `    - a${i}.home.example.org\n`)].join(
        '',
      ),
    ],
  ],
  [
    'host-not-certified',
    'a.b.home.example.org of app hello is not covered',
    'a.b.home',
    ['hello.home.example.org', 'a.b.home.example.org'],
  ],
  [
    'host-not-certified',
    'traefik.example.org of the dashboard is not covered',
    'traefik.example.org',
    ['traefik.home.example.org', 'traefik.example.org'],
  ],
  [
    'wildcard-needs-dns01',
    '*.home.example.org cannot be proven over HTTP-01',
    '*.home',
    ['acme-dns01-cloudflare', 'acme-http01'],
    ['    apiToken:\n      env: CLOUDFLARE_API_TOKEN\n', ''],
  ],
  [
    'domain-not-public',
    'homelab.lan: no public authority signs names that end in .lan',
    'homelab.lan',
    ['    - home.example.org\n', '    - home.example.org\n    - homelab.lan\n'],
  ],
  [
    'email-refused',
    'me@example.com: example.com is kept for examples',
    'me@',
    ['ops@home.example.org', 'me@example.com'],
  ],
  ['email-refused', 'home.lan ends in .lan', 'ops@', ['ops@home.example.org', 'ops@home.lan']],
  ['email-refused', 'nas is no domain of the public DNS', 'ops@', ['ops@home.example.org', 'ops@nas']],
];
