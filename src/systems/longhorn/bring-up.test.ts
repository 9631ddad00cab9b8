import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { up } from '../../app/up.ts';

const head = `name: hall
domain: hall.example.org
network: { cidr: 192.168.7.0/24, gateway: 192.168.7.1, dhcp: 192.168.7.100-192.168.7.199, trusted: 192.168.7.0/24 }
nodes:
  - { name: cp, address: 192.168.7.10, role: control-plane }
  - { name: w1, address: 192.168.7.11 }
  - { name: w2, address: 192.168.7.12 }
`;
const gate = 'ingress: { address: 192.168.7.240 }\n';
const gateOnNodes = `ingress:
  hostNetwork: { nodes: { node-role.kubernetes.io/control-plane: 'true' } }
  acme: { resolver: letsencrypt, email: me@hall.example.org, volume: { longhorn: 128Mi } }
  user: 0
`;
const wiki = (volume: string) =>
  `apps: [{ name: wiki, image: 'docker.io/traefik/whoami:v1.11.0', port: 80, volumes: { /config: ${volume} } }]\n`;
const longhorn = 'storage: { longhorn: { replicas: 2, ui: { host: longhorn } } }\n';
const delivered = (layout: string) => `repository: { url: 'https://git.example.org/hall.git', layout: ${layout} }\n`;

async function bringUp(text: string) {
  const file = join(mkdtempSync(join(tmpdir(), 'gatehouse-longhorn-')), 'lab.yaml');
  writeFileSync(file, text);
  const signal = new AbortController().signal;
  const { report, close } = await up(file, { keep: false, onProgress: () => undefined, signal });
  await close();
  return report;
}

const told = ({ findings }: Awaited<ReturnType<typeof bringUp>>) =>
  findings.filter(({ severity }) => severity === 'error' || severity === 'warning').map(({ code }) => code);

describe('a lab with Longhorn comes up', () => {
  test.each([
    ['a volume of the class that the lab gives', `${head}${gate}${longhorn}${wiki('1Gi')}`],
    ['a volume of a class that is named', `${head}${gate}${longhorn}${wiki('{ longhorn: 1Gi }')}`],
    ['a gate that keeps its certificates on one', `${head}${gateOnNodes}${longhorn}${wiki('1Gi')}`],
    ['stages that wait for each other', `${head}${delivered('controllers-configs')}${gate}${longhorn}${wiki('1Gi')}`],
    ['controllers all at once', `${head}${delivered('clusters')}${gateOnNodes}${longhorn}${wiki('1Gi')}`],
  ])('with %s', async (_, text) => {
    const report = await bringUp(text);
    expect(told(report)).toEqual([]);
    expect(report.verdict).not.toBe('refuted');
    expect(report.convergence.filter(({ readyAt }) => readyAt === undefined)).toEqual([]);
    if (text.includes(gate)) expect(report.verdict).toBe('proven');
  });
});

test('a volume of a class that nobody makes is named as the cause', async () => {
  const report = await bringUp(`${head}${gate}${wiki('{ size: 1Gi, class: fast }')}`);
  expect(report.verdict).toBe('refuted');
  const messages = report.findings.map(({ message }) => message).join('\n');
  expect(messages).toContain('storageclass.storage.k8s.io "fast" not found');
});
