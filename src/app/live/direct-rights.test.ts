import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cluster } from '../../cluster/cluster.ts';
import type { EmbeddedCluster } from '../../cluster/embedded/contract.ts';
import { createPlatformCluster, proofRuntime } from '../bring-up.ts';
import { loadSubject } from '../load-subject.ts';
import { rbacObjects, rbacOf } from '../rbac.ts';
import { liveOptions } from './test-live.ts';
import { upLive } from './up-live.ts';

const lab = 'examples/talos-metallb';

interface Asked {
  readonly group: string;
  readonly resource: string;
  readonly verb: string;
  readonly namespace?: string;
}

/** A cluster on which whoever asks may do what `may` says. */
const asSomebody = (cluster: Cluster, may: (asked: Asked) => boolean): Cluster => ({
  ...cluster,
  create: async (object, options) => {
    if (object.kind !== 'SelfSubjectAccessReview') return cluster.create(object, options);
    const { resourceAttributes } = (object as unknown as { spec: { resourceAttributes: Asked } }).spec;
    return { ...object, status: { allowed: may(resourceAttributes) } } as never;
  },
});

describe('the rights of whoever brings a lab up by its commands', () => {
  let embedded: EmbeddedCluster;
  beforeAll(async () => {
    const { lab: read } = await loadSubject(lab);
    const input = { lab: read, ...proofRuntime(), installed: 'by-objects', fetchSource: () => undefined } as const;
    embedded = await createPlatformCluster(input);
  });
  afterAll(() => embedded.stop());

  const up = (may: (asked: Asked) => boolean) =>
    upLive(lab, liveOptions(embedded, { real: asSomebody(embedded.cluster, may), dryRun: true }));

  test('are said to lack by name, before anything is written', async () => {
    const before = embedded.revision();
    const report = await up(({ resource, verb }) => resource === 'deployments' && verb !== 'patch');
    expect(report).toMatchObject({ verdict: 'refuted', applied: [] });
    const messages = report.findings.map(({ message }) => message);
    expect(messages).toContain('you may not patch deployments.apps in default');
    expect(messages).toContain('you may not create, delete, patch ipaddresspools.metallb.io in metallb-system');
    expect(messages).toContain('you may not create, delete, patch customresourcedefinitions.apiextensions.k8s.io');
    expect(messages).toContain('you may not create, patch configmaps in kube-system');
    expect(report.findings[0]?.hint).toContain('gatehouse rbac examples/talos-metallb');
    expect(embedded.revision()).toBe(before);
  });

  test('to delete lack without harm until something leaves the lab', async () => {
    const report = await up(({ verb }) => verb !== 'delete' && verb !== '*');
    expect(new Set(report.findings.map(({ code, severity }) => `${severity} ${code}`))).toEqual(
      new Set(['warning right-lacking']),
    );
    expect(report.applied.length).toBeGreaterThan(0);
  });

  test.each([
    ['may do everything', () => true],
    ['may do all that is needed', ({ verb }: Asked) => verb !== '*'],
  ])('are no matter for one who %s', async (_, may) => {
    expect((await up(may)).findings).toEqual([]);
  });
});

const rulesOf = (objects: readonly object[]) => (objects[0] as { rules: readonly Record<string, string[]>[] }).rules;

test('printed for a lab they name its kinds alone, and the roles that its manifests make', async () => {
  const rules = rulesOf(await rbacOf(lab, { write: true }));
  const resourcesOf = (group: string) => rules.find(({ apiGroups }) => apiGroups?.[0] === group)?.resources;
  expect(resourcesOf('metallb.io')).toEqual(['ipaddresspools', 'l2advertisements']);
  expect(rules.at(-1)).toMatchObject({ verbs: ['bind', 'escalate'] });
  expect(rules.slice(1).flatMap(({ resources }) => resources)).not.toContain('*');
});

test('printed for any lab they are for any kind; what delivers in the cluster needs less', async () => {
  expect(rulesOf(rbacObjects({ write: true, engine: 'direct' }))).toContainEqual({
    ...{ apiGroups: ['*'], resources: ['*'] },
    verbs: ['create', 'delete', 'patch', 'update'],
  });
  const usual = rulesOf(rbacObjects({ write: true }));
  expect(rulesOf(await rbacOf('examples/k3s-homelab', { write: true }))).toEqual(usual);
  expect(usual.flatMap(({ verbs }) => verbs)).not.toContain('delete');
});

test('of releases they hold the records of helm', async () => {
  const rules = rulesOf(await rbacOf('examples/talos-traefik', { write: true }));
  const secrets = rules.find(({ resources }) => resources?.includes('secrets'));
  expect(secrets?.verbs).toEqual(expect.arrayContaining(['create', 'delete', 'update']));
});
