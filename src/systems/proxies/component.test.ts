import { describe, expect, test } from 'vitest';
import type { UnknownObject } from '../../kube/object.ts';
import { composePart } from '../compose-part.ts';
import { type LabInput, labDefinition } from '../lab.ts';
import { component } from './component.ts';
import { readTarget, targetText } from './lab-target.ts';

type ProxyInput = NonNullable<LabInput['proxies']>[number];

const objectsOf = (proxy: Partial<ProxyInput>): Map<string, UnknownObject> => {
  const lab = labDefinition.schema.parse({
    name: 'barn',
    domain: 'barn.example.org',
    network: { cidr: '10.0.0.0/24', names: { 'nas.lan': '10.0.0.5' } },
    nodes: [{ name: 'n1', address: '10.0.0.2' }],
    ingress: { address: '10.0.0.9' },
    proxies: [{ host: 'nas', target: 'https://10.0.0.5:8006', ...proxy }],
  });
  return new Map(composePart(component, lab).config.map(({ file, object }) => [file, object]));
};

describe('a machine outside the cluster', () => {
  test('whose address is known is a Service with that address, and its own certificate is taken', () => {
    const objects = objectsOf({ certificate: 'self-signed' });
    expect([...objects.keys()]).toEqual([
      'namespace.yaml',
      'nas-service.yaml',
      'nas-endpointslice.yaml',
      'nas-middleware.yaml',
      'nas-serverstransport.yaml',
      'nas-ingressroute.yaml',
    ]);
    expect(objects.get('nas-service.yaml')!.spec).toMatchObject({ ports: [{ name: 'https', port: 8006 }] });
    expect(objects.get('nas-endpointslice.yaml')).toMatchObject({
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.0.0.5'] }],
      ports: [{ name: 'https', port: 8006 }],
    });
    expect(objects.get('nas-serverstransport.yaml')!.spec).toEqual({ insecureSkipVerify: true });
    expect(objects.get('nas-ingressroute.yaml')!.spec).toMatchObject({
      routes: [
        {
          match: 'Host(`nas.barn.example.org`)',
          middlewares: [{ name: 'nas-allowed-clients' }],
          services: [{ name: 'nas', port: 8006, scheme: 'https', serversTransport: 'nas-self-signed' }],
        },
      ],
    });
  });

  test('by a name that the lab knows is asked by address, and must show a certificate for its name', () => {
    const objects = objectsOf({ target: 'https://nas.lan' });
    expect(objects.get('nas-endpointslice.yaml')).toMatchObject({ endpoints: [{ addresses: ['10.0.0.5'] }] });
    expect(objects.get('nas-serverstransport.yaml')!.spec).toEqual({ serverName: 'nas.lan' });
  });

  test('by any other name is another name for it', () => {
    const objects = objectsOf({ target: 'http://docs.example.org', access: 'everyone' });
    expect([...objects.keys()]).toEqual(['namespace.yaml', 'nas-service.yaml', 'nas-ingressroute.yaml']);
    expect(objects.get('nas-service.yaml')!.spec).toMatchObject({
      type: 'ExternalName',
      externalName: 'docs.example.org',
      ports: [{ name: 'http', port: 80 }],
    });
  });
});

test.each([
  ['https://pve.lan:8006', { scheme: 'https', host: 'pve.lan', port: 8006 }],
  ['HTTP://192.168.1.1/', { scheme: 'http', host: '192.168.1.1', port: 80 }],
  ['https://[fd00::5]', { scheme: 'https', host: 'fd00::5', port: 443 }],
])('the target %s is read', (text, target) => {
  expect(targetText.safeParse(text).success).toBe(true);
  expect(readTarget(text)).toEqual(target);
});

test.each(['nas', 'ftp://nas', 'https://nas/path', 'https://nas:0', 'https://nas:99999', 'https://', 'https://a@b'])(
  '%j is no target',
  (text) => {
    expect(targetText.safeParse(text).success).toBe(false);
  },
);
