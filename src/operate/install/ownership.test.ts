import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EmbeddedCluster } from '../../cluster/embedded/contract.ts';
import { createEmbeddedCluster } from '../../cluster/embedded/index.ts';
import { seededRuntime } from '../../core/runtime.ts';
import type { UnknownObject } from '../../kube/object.ts';
import { kinds } from '../../kube/types.ts';
import { runInstall } from './run-install.ts';

let embedded: EmbeddedCluster;
beforeEach(() => {
  embedded = createEmbeddedCluster({ runtime: seededRuntime() });
});
afterEach(() => embedded.stop());

const settings = (more: object = {}) => ({
  action: 'install' as const,
  namespace: 'default',
  manager: 'helm',
  timeout: 60,
  createNamespace: false,
  definitions: true,
  wait: false,
  owner: { name: 'web', namespace: 'default' },
  label: (object: UnknownObject): UnknownObject => ({
    ...object,
    metadata: {
      ...object.metadata,
      labels: { 'app.kubernetes.io/managed-by': 'Helm' },
      annotations: { 'meta.helm.sh/release-name': 'web', 'meta.helm.sh/release-namespace': 'default' },
    },
  }),
  ...more,
});

const configMap = (name: string, metadata: object = {}): UnknownObject => ({
  ...kinds.ConfigMap,
  metadata: { name, namespace: 'default', ...metadata },
  data: { from: name },
});

/** What an install ends with; it waits for nothing. */
async function install(more: object = {}): Promise<string | undefined> {
  const objects = [configMap('first'), configMap('second')];
  const { value } = await runInstall(embedded.cluster, settings(more), { definitions: [], objects }).next();
  return value as string | undefined;
}

const named = async (name: string) => embedded.cluster.get(kinds.ConfigMap, name, 'default');

describe('an object that is there', () => {
  test('and says nothing of the release stops helm before anything is written', async () => {
    await embedded.cluster.create(configMap('second'));
    expect(await install()).toBe(
      'Unable to continue with install: ConfigMap "second" in namespace "default" exists and cannot be imported into the current release: invalid ownership metadata; label validation error: missing key "app.kubernetes.io/managed-by": must be set to "Helm"; annotation validation error: missing key "meta.helm.sh/release-name": must be set to "web"; annotation validation error: missing key "meta.helm.sh/release-namespace": must be set to "default"',
    );
    expect(await named('first')).toBeUndefined();
  });

  test('and is of another release stops an upgrade', async () => {
    const annotations = { 'meta.helm.sh/release-name': 'other', 'meta.helm.sh/release-namespace': 'default' };
    await embedded.cluster.create(
      configMap('second', { labels: { 'app.kubernetes.io/managed-by': 'Helm' }, annotations }),
    );
    expect(await install({ action: 'upgrade' })).toBe(
      'Unable to continue with update: ConfigMap "second" in namespace "default" exists and cannot be imported into the current release: invalid ownership metadata; annotation validation error: key "meta.helm.sh/release-name" must equal "web": current value is "other"',
    );
  });

  test('and is of the release is written, as is one whose ownership is taken', async () => {
    expect(await install()).toBeUndefined();
    expect(await install({ action: 'upgrade' })).toBeUndefined();
    await embedded.cluster.delete(kinds.ConfigMap, 'second', 'default');
    await embedded.cluster.create(configMap('second', { labels: { of: 'nobody' } }));
    expect(await install({ owner: undefined })).toBeUndefined();
    expect(await named('second')).toMatchObject({ data: { from: 'second' } });
  });
});
