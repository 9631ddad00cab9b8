import { gzipSync } from 'node:zlib';
import type { Cluster } from '../../cluster/cluster.ts';
import { kinds } from '../../kube/types.ts';
import { printJson } from '../../kube/wide-json.ts';
import { readHelmRecords } from '../../operate/install/helm-record.ts';
import type { Helm, HelmInstall } from './helm.ts';

/** How a release is written down by helm, as far as it is read. */
function recordOf({ name, namespace, chart, version, values }: HelmInstall, revision: number, status: string) {
  const release = {
    ...{ name, namespace, version: revision, info: { status }, config: values, manifest: '' },
    chart: { metadata: { name: chart, version } },
  };
  const packed = gzipSync(JSON.stringify(release)).toString('base64');
  return {
    ...kinds.Secret,
    metadata: {
      name: `sh.helm.release.v1.${name}.v${revision}`,
      namespace,
      labels: { owner: 'helm', name, status, version: String(revision) },
    },
    type: 'helm.sh/release.v1',
    data: { release: Buffer.from(packed).toString('base64') },
  };
}

const asTexts = (values: HelmInstall['values']) =>
  Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, typeof value === 'string' ? value : printJson(value)]),
  );

/**
 * A helm whose charts hold one ConfigMap of their values. It writes down that it begins, installs, and writes down that it has ended, as the
 * program does; it refuses what another one has begun.
 */
export function helmIn(cluster: Cluster): { readonly helm: Helm; readonly runs: string[] } {
  const runs: string[] = [];
  const install: Helm['install'] = async (release) => {
    const { name, namespace, values, dryRun } = release;
    if (dryRun) return {};
    runs.push(`install ${namespace}/${name}`);
    const [latest] = await readHelmRecords(cluster, release);
    if (latest?.status.startsWith('pending-'))
      return { error: 'another operation (install/upgrade/rollback) is in progress' };
    const revision = (latest?.revision ?? 0) + 1;
    await cluster.create(recordOf(release, revision, latest ? 'pending-upgrade' : 'pending-install') as never);
    const object = { ...kinds.ConfigMap, metadata: { name: `${name}-of-helm`, namespace }, data: asTexts(values) };
    await cluster.apply(object as never, { fieldManager: 'helm', force: true });
    await cluster.update(recordOf(release, revision, 'deployed') as never);
    return {};
  };
  const uninstall: Helm['uninstall'] = async ({ name, namespace }) => {
    runs.push(`uninstall ${namespace}/${name}`);
    const there = await cluster.get(kinds.ConfigMap, `${name}-of-helm`, namespace);
    if (there) await cluster.delete(kinds.ConfigMap, `${name}-of-helm`, namespace);
    for (const { secret } of await readHelmRecords(cluster, { name, namespace }))
      await cluster.delete(kinds.Secret, secret.name, namespace);
    return {};
  };
  return { helm: { install, uninstall }, runs };
}
