import { describe, expect, test } from 'vitest';
import { composeRepository } from '../../compose/compose.ts';
import { components } from '../components.ts';
import { planned } from '../compose-part.ts';
import { type LabInput, labDefinition } from '../lab.ts';

const compose = (rest: Partial<LabInput> = {}) =>
  composeRepository(
    planned(
      labDefinition.schema.parse({
        name: 'shed',
        domain: 'shed.example.org',
        network: { cidr: '10.0.0.0/24' },
        nodes: [{ name: 'n1', address: '10.0.0.2', role: 'control-plane' }],
        ...rest,
      }),
    ),
    components,
  );
const gate = {
  ingress: { address: '10.0.0.60' },
  apps: [{ name: 'whoami', image: 'docker.io/traefik/whoami:v1.11.0' }],
};

describe('a repository that people apply', () => {
  test('has the steps of each system one after the other, and no object of who else would read it', () => {
    const { tree, stages } = compose(gate);
    expect(stages).toEqual([]);
    expect([...tree.keys()]).toEqual([
      '.github/workflows/gatehouse.yaml',
      '.gitignore',
      '.pre-commit-config.yaml',
      'README.md',
      'apps/whoami/deployment.yaml',
      'apps/whoami/ingressroute.yaml',
      'apps/whoami/kustomization.yaml',
      'apps/whoami/namespace.yaml',
      'apps/whoami/service.yaml',
      'cert-manager/config/certificate-internal-ca.yaml',
      'cert-manager/config/certificate-wildcard.yaml',
      'cert-manager/config/clusterissuer-internal-ca.yaml',
      'cert-manager/config/clusterissuer-self-signed.yaml',
      'cert-manager/config/kustomization.yaml',
      'cert-manager/config/tlsstore-default.yaml',
      'cert-manager/kustomization.yaml',
      'cert-manager/namespace.yaml',
      'cert-manager/values.yaml',
      'dns/shed.example.org.zone',
      'k3s/n1/config.yaml',
      'metallb/config/ipaddresspool-gate.yaml',
      'metallb/config/kustomization.yaml',
      'metallb/config/l2advertisement-gate.yaml',
      'metallb/kustomization.yaml',
      'renovate.json',
      'steps.yaml',
      'traefik/kustomization.yaml',
      'traefik/namespace.yaml',
      'traefik/values.yaml',
    ]);
    expect([...tree.values()].join('\n')).not.toContain('toolkit.fluxcd.io');
  });

  test('says the commands in the page and in the file of steps', () => {
    const { tree } = compose({ ...gate, repository: { layout: 'plain', path: 'manifests' } });
    const page = tree.get('README.md')!;
    const commands = page
      .split('```sh\n')
      .find((block) => block.startsWith('kubectl apply'))!
      .split('```')[0]!
      .trim()
      .split('\n');
    expect(commands.map((command) => command.split(' --repo')[0])).toEqual([
      'kubectl apply --server-side -k manifests/metallb',
      'kubectl -n metallb-system rollout status deployment/controller --timeout=5m',
      'kubectl -n metallb-system rollout status daemonset/speaker --timeout=5m',
      'kubectl apply --server-side -k manifests/metallb/config',
      'kubectl apply --server-side -k manifests/traefik',
      'helm upgrade --install traefik traefik',
      'kubectl apply --server-side -k manifests/cert-manager',
      'helm upgrade --install cert-manager cert-manager',
      'kubectl apply --server-side -k manifests/cert-manager/config',
      'kubectl apply --server-side -k manifests/apps/whoami',
      'kubectl -n whoami rollout status deployment/whoami --timeout=5m',
    ]);
    expect(commands[5]).toContain('--repo https://traefik.github.io/charts --version ');
    expect(commands[5]).toContain('--namespace traefik --values manifests/traefik/values.yaml --wait');
    expect(tree.get('manifests/steps.yaml')).toContain('gatehouse: steps/v1');
  });

  test('is there for addresses alone', () => {
    const apps = [{ name: 'hello', image: 'example.org/hello:1', service: { type: 'LoadBalancer' as const } }];
    const { tree } = compose({ apps, addresses: { pools: [{ name: 'main', addresses: '10.0.0.60-10.0.0.69' }] } });
    expect([...new Set([...tree.keys()].map((path) => path.split('/')[0]))]).toEqual([
      '.github',
      '.gitignore',
      '.pre-commit-config.yaml',
      'README.md',
      'apps',
      'dns',
      'k3s',
      'metallb',
      'renovate.json',
      'steps.yaml',
    ]);
    expect(tree.get('apps/hello/kustomization.yaml')).not.toContain('route');
  });
});
