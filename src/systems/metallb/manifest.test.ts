import { describe, expect, test } from 'vitest';
import { composeRepository } from '../../compose/compose.ts';
import { sortTree } from '../../core/file-tree.ts';
import { printRef } from '../../kube/object.ts';
import { buildFolder } from '../../repo/build.ts';
import { attachPublished } from '../../repo/published-manifest.ts';
import { components } from '../components.ts';
import { planned } from '../compose-part.ts';
import { type LabInput, labDefinition } from '../lab.ts';
import { composeSystem } from '../test-lab.ts';
import { isManifestKnown, manifests, manifestUrl, manifestVersions } from './manifest.ts';

const folder = (resource: string) =>
  attachPublished(sortTree([['metallb/kustomization.yaml', `resources:\n  - ${resource}\n`]]), manifests);
const build = async (resource: string) => buildFolder(await folder(resource), 'metallb');

describe('the manifest of a version', () => {
  test.each(manifestVersions)('of %s is known by its address, with its pods and their images', async (version) => {
    expect(isManifestKnown(version)).toBe(true);
    const { objects, findings } = await build(manifestUrl(version));
    expect(findings).toEqual([]);
    const refs = objects.map(({ object }) => printRef(object));
    expect(refs).toEqual(
      expect.arrayContaining([
        'Namespace/metallb-system',
        'CustomResourceDefinition/ipaddresspools.metallb.io',
        'Deployment/metallb-system/controller',
        'DaemonSet/metallb-system/speaker',
        'Service/metallb-system/metallb-webhook-service',
      ]),
    );
    const text = JSON.stringify(objects);
    expect(text).toContain(`quay.io/metallb/speaker:v${version}`);
    expect(text).not.toContain('frr-metrics');
  });

  test('is the same by the folder that it is built from', async () => {
    const [file, folder] = await Promise.all([
      build(manifestUrl('0.14.8')),
      build('github.com/metallb/metallb/config/native?ref=v0.14.8'),
    ]);
    expect(folder.objects.map(({ object }) => object)).toEqual(file.objects.map(({ object }) => object));
  });

  test.each([
    manifestUrl('0.14.7'),
    manifestUrl('0.14.8').replace('native', 'frr'),
    manifestUrl('0.14.8').replace('metallb/metallb/', 'somebody/metallb/'),
    `${manifestUrl('0.14.8')}?token=1`,
    'github.com/metallb/metallb/config/native?ref=main',
  ])('is not known by %s', async (name) => {
    const { objects, findings } = await build(name);
    expect(objects).toEqual([]);
    expect(findings).toMatchObject([{ code: 'kustomize-build-not-known', severity: 'unknown' }]);
  });
});

const pools = [{ name: 'all', addresses: '10.0.0.9' }];
const manifest = { addresses: { pools, install: 'manifest' as const } };
const kustomization = (input: Partial<LabInput>) => {
  const lab = labDefinition.schema.parse({
    name: 'barn',
    network: { cidr: '10.0.0.0/24' },
    nodes: [{ name: 'n1', address: '10.0.0.2' }],
    versions: { metallb: '0.14.8' },
    ...input,
  });
  const { tree } = composeRepository(planned(lab), components);
  const files = [...tree.keys()].filter((file) => /metallb\/kustomization\.yaml$/.test(file));
  const path = files.find((file) => tree.get(file)?.includes('https://')) ?? files[0];
  return { tree, path: path!, text: tree.get(path!)! };
};

describe('MetalLB of a lab by its manifest', () => {
  test('is one address with its tag where people apply the repository themselves', () => {
    const { tree, path, text } = kustomization({ repository: { layout: 'plain' }, addresses: { pools } });
    expect(path).toBe('metallb/kustomization.yaml');
    expect(text).toContain(`  - ${manifestUrl('0.14.8')}\n`);
    expect(tree.has('metallb/values.yaml')).toBe(false);
    expect(tree.get('README.md')).toContain(
      'kubectl -n metallb-system rollout status daemonset/speaker --timeout=5m\nkubectl apply --server-side -k metallb/config\n',
    );
  });

  test('comes by its chart where values are given, or the chart is asked for', () => {
    for (const addresses of [
      { pools, values: { loadBalancerClass: 'mine' } },
      { pools, install: 'chart' as const },
    ]) {
      const { tree, text } = kustomization({ repository: { layout: 'plain' }, addresses });
      expect(text).not.toContain('https://');
      expect(tree.has('metallb/values.yaml')).toBe(true);
    }
  });

  test.each(['clusters', 'controllers-configs'] as const)('is a stage of Flux in the layout %s', async (layout) => {
    const repository = { layout, url: 'https://git.example.org/barn.git' };
    const { tree, path } = kustomization({ ...manifest, repository });
    const { objects, findings } = buildFolder(await attachPublished(tree, manifests), path.replace(/\/[^/]*$/, ''));
    expect(findings).toEqual([]);
    expect(objects.map(({ object }) => printRef(object))).toContain('DaemonSet/metallb-system/speaker');
    expect([...tree.values()].join('\n')).not.toContain('https://metallb.github.io');
  });

  test('puts up with the taints of the nodes, and announces from nodes that are all labelled as no place for it', async () => {
    const { tree } = kustomization({
      ...manifest,
      repository: { layout: 'plain' },
      nodes: [
        {
          ...{ name: 'n1', address: '10.0.0.2', taints: [{ key: 'lab/edge', effect: 'NoExecute' }] },
          labels: { 'node.kubernetes.io/exclude-from-external-load-balancers': '' },
        },
      ],
    });
    const { objects } = buildFolder(await attachPublished(tree, manifests), 'metallb');
    const specOf = (kind: string) => {
      const { object } = objects.find((each) => each.object.kind === kind)!;
      return (object as unknown as { spec: { template: { spec: unknown } } }).spec.template.spec;
    };
    const taint = { key: 'lab/edge', operator: 'Exists', effect: 'NoExecute' };
    expect(specOf('Deployment')).toMatchObject({ tolerations: [taint] });
    expect(specOf('DaemonSet')).toMatchObject({
      tolerations: expect.arrayContaining([taint, expect.objectContaining({ effect: 'NoSchedule' })]),
      containers: [{ args: ['--port=7472', '--log-level=info', '--ignore-exclude-lb'] }],
    });
  });

  test('brings the namespace itself, with the Pod Security that speakers need', async () => {
    expect(composeSystem('metallb', manifest).controller).toHaveLength(1);
    const { objects } = await build(manifestUrl('0.14.8'));
    expect(objects.find(({ object }) => object.kind === 'Namespace')?.object.metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'privileged',
    });
  });
});
