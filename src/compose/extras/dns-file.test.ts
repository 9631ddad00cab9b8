import { describe, expect, test } from 'vitest';
import { planned } from '../../systems/compose-part.ts';
import { type LabInput, labDefinition } from '../../systems/lab.ts';
import { dnsFile } from './dns-file.ts';
import { dnsNames } from './dns-names.ts';

const base: LabInput = {
  name: 'loft',
  domain: 'loft.example.org',
  network: { cidr: '10.0.0.0/24', names: { 'nas.loft.example.org': '10.0.0.5', 'printer.lan': '10.0.0.6' } },
  nodes: [{ name: 'n1', address: ['10.0.0.2', 'fd00::2'], role: 'control-plane' }],
  ingress: { address: '10.0.0.60', dashboard: { address: '10.0.0.61', host: 'traefik' } },
  certificates: { issuer: { type: 'internal-ca' } },
  apps: [
    { name: 'whoami', image: 'docker.io/traefik/whoami:v1.11.0', port: 80 },
    { name: 'far', image: 'docker.io/traefik/whoami:v1.11.0', port: 80, hosts: ['far.example.net'], tls: false },
    {
      ...{ name: 'mqtt', image: 'docker.io/library/eclipse-mosquitto:2', port: 1883, hosts: [] },
      service: { type: 'LoadBalancer', address: '10.0.0.62' },
    },
  ],
};
type Dns = NonNullable<LabInput['network']['dns']>;
const lab = (more: Partial<LabInput> = {}, dns?: Dns) =>
  planned(labDefinition.schema.parse({ ...base, ...more, network: { ...base.network, ...(dns && { dns }) } }));
const textOf = (dns: Dns, more: Partial<LabInput> = {}) => dnsFile(lab(more, dns))!.text;

describe('the names of a lab', () => {
  test('are those of the gate, the dashboard, apps with an address, nodes and machines, of its domain alone', () => {
    expect(dnsNames(lab())).toEqual({
      domain: 'loft.example.org',
      names: [
        { name: '*.loft.example.org', addresses: ['10.0.0.60'] },
        { name: 'mqtt.loft.example.org', addresses: ['10.0.0.62'] },
        { name: 'n1.loft.example.org', addresses: ['10.0.0.2', 'fd00::2'] },
        { name: 'nas.loft.example.org', addresses: ['10.0.0.5'] },
        { name: 'traefik.loft.example.org', addresses: ['10.0.0.61'] },
        { name: 'whoami.loft.example.org', addresses: ['10.0.0.60'] },
      ],
    });
  });

  test('are all of them where it has no domain', () => {
    const { domain, names } = dnsNames(
      lab({ domain: undefined, ingress: undefined, certificates: undefined, apps: [] }),
    );
    expect(domain).toBeUndefined();
    expect(names.map(({ name }) => name)).toEqual(['n1', 'nas.loft.example.org', 'printer.lan']);
  });

  test('are those of the domain that a certificate covers as a whole', () => {
    const certificates = { issuer: { type: 'internal-ca' as const }, domains: ['*.barn.example.org'] };
    expect(dnsNames(lab({ domain: undefined, certificates, ingress: { address: '10.0.0.60' } })).domain).toBe(
      'barn.example.org',
    );
  });
});

describe('the file of DNS records', () => {
  test('is a zone with a wildcard, where nothing else is said and the lab has a domain', () => {
    const { path, text } = dnsFile(lab())!;
    expect(path).toBe('dns/loft.example.org.zone');
    expect(text.split('\n').slice(3)).toEqual([
      '$ORIGIN loft.example.org.',
      '$TTL 300',
      expect.stringMatching(
        /^@ IN SOA localhost\. hostmaster\.loft\.example\.org\. [1-9]\d{0,9} 7200 900 1209600 300$/,
      ),
      '@ IN NS localhost.',
      '* IN A 10.0.0.60',
      'mqtt IN A 10.0.0.62',
      'n1 IN A 10.0.0.2',
      'n1 IN AAAA fd00::2',
      'nas IN A 10.0.0.5',
      'traefik IN A 10.0.0.61',
      'whoami IN A 10.0.0.60',
      '',
    ]);
  });

  test('has a serial that is the same each time, and another one for other records', () => {
    const serial = (text: string) => Number(/hostmaster\.\S+ (\d+) /.exec(text)?.[1]);
    expect(serial(textOf('zone'))).toBe(serial(textOf('zone')));
    expect(serial(textOf('zone'))).not.toBe(serial(textOf('zone', { apps: [] })));
    expect(serial(textOf('zone'))).toBeLessThan(2 ** 32);
  });

  test('is a hosts file where the lab has no domain, and none where it wants none', () => {
    expect(dnsFile(lab({ domain: undefined, ingress: undefined, certificates: undefined, apps: [] }))?.path).toBe(
      'dns/hosts',
    );
    expect(dnsFile(lab({}, 'none'))).toBeUndefined();
  });

  test.each<[Dns, string, readonly string[]]>([
    [
      'hosts',
      'dns/hosts',
      ['10.0.0.2 n1.loft.example.org', 'fd00::2 n1.loft.example.org', '10.0.0.60 whoami.loft.example.org'],
    ],
    [
      'unbound',
      'dns/unbound.conf',
      ['  local-zone: "loft.example.org." transparent', '  local-data: "n1.loft.example.org. IN AAAA fd00::2"'],
    ],
    [
      'dnsmasq',
      'dns/dnsmasq.conf',
      ['host-record=n1.loft.example.org,10.0.0.2,fd00::2', 'address=/loft.example.org/10.0.0.60'],
    ],
  ])('is written for %s', (dns, path, lines) => {
    const file = dnsFile(lab({}, dns))!;
    expect(file.path).toBe(path);
    expect(file.text.split('\n')).toEqual(expect.arrayContaining([...lines]));
    // Only dnsmasq has a wildcard of its own.
    expect(file.text).not.toContain('*');
  });

  test('is a list of lines for Pi-hole', () => {
    expect(JSON.parse(textOf('pihole'))).toEqual([
      '10.0.0.62 mqtt.loft.example.org',
      '10.0.0.2 n1.loft.example.org',
      'fd00::2 n1.loft.example.org',
      '10.0.0.5 nas.loft.example.org',
      '10.0.0.61 traefik.loft.example.org',
      '10.0.0.60 whoami.loft.example.org',
    ]);
  });
});
