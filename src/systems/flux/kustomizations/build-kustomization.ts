import type { Cluster } from '../../../cluster/cluster.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import { kinds } from '../../../kube/types.ts';
import { buildKustomization } from '../../../repo/build.ts';
import type { Artifact, FluxKustomization } from '../read-objects.ts';
import type { ArtifactStore } from '../sources/artifacts.ts';
import { decryptorFor } from './decryption.ts';

export interface Build {
  readonly objects: readonly UnknownObject[];
  readonly failure?: { readonly reason: string; readonly message: string };
  /** It may well be built, and only not here: nobody knows what it brings. */
  readonly notFollowed?: true;
}

/** What a Kustomization comes to at a revision of its source, with the variables that stand in the cluster now. */
export async function buildFor(
  cluster: Cluster,
  kustomization: FluxKustomization,
  artifact: Artifact,
  artifacts: ArtifactStore,
): Promise<Build> {
  const { kind, name, namespace = kustomization.metadata.namespace } = kustomization.spec.sourceRef;
  const tree = artifacts.get(`${kind}/${namespace ?? ''}/${name}`, artifact.revision);
  if (!tree) {
    const message = 'Source is not ready, artifact not found, retrying in 30s';
    return { objects: [], failure: { reason: 'ArtifactFailed', message } };
  }
  const variables = await readVariables(cluster, kustomization);
  const decrypt = await decryptorFor(cluster, kustomization, tree);
  const build = buildKustomization(tree, kustomization, (of, from) => variables.get(`${of}/${from}`), { decrypt });
  const objects = build.objects.map(({ object }) => object);
  // What variables come from is not there yet, and may come: in the cluster that is a build that fails.
  const failure =
    build.failure && build.lacksSource ? { ...build.failure, reason: 'BuildFailed' as const } : build.failure;
  const notFollowed = failure?.reason === 'NotModelled';
  return { objects, ...(failure && { failure }), ...(notFollowed && { notFollowed }) };
}

async function readVariables(cluster: Cluster, { spec, metadata }: FluxKustomization) {
  const variables = new Map<string, Readonly<Record<string, string>>>();
  for (const { kind, name } of spec.postBuild?.substituteFrom ?? []) {
    const found = await cluster.get(kind === 'Secret' ? kinds.Secret : kinds.ConfigMap, name, metadata.namespace);
    if (!found) continue;
    const data = Object.entries((found.data ?? {}) as Record<string, string>);
    const decode = (text: string) => (kind === 'Secret' ? Buffer.from(text, 'base64').toString('utf8') : text);
    variables.set(`${kind}/${name}`, Object.fromEntries(data.map(([key, text]) => [key, decode(text)])));
  }
  return variables;
}
