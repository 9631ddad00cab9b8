import type { RuleInput } from '../../check/rule.ts';
import type { UnknownObject } from '../../kube/object.ts';
import type { SourcedObject } from '../../kube/origin.ts';
import type { Container, Deployment, PodSpec } from '../../kube/types.ts';
import { type CertificateResolver, readStaticConfiguration } from './model/static-configuration.ts';

/** A workload that runs Traefik, with what it was started with. */
export interface TraefikWorkload {
  readonly on: SourcedObject;
  readonly kind: string;
  readonly replicas: number;
  readonly pod: PodSpec;
  readonly container: Container;
  readonly resolvers: ReadonlyMap<string, CertificateResolver>;
}

const isTraefik = ({ image = '' }: Container): boolean => /(^|\/)traefik(:|@|$)/.test(image);

/** Workloads of the image of Traefik, as far as the objects show them. */
export const traefikWorkloads = (input: RuleInput): readonly TraefikWorkload[] =>
  ['Deployment', 'DaemonSet', 'StatefulSet'].flatMap((kind) =>
    input.ofKind(kind, 'apps').flatMap((on) => {
      const { replicas = 1, template } = (on.object as unknown as Deployment).spec ?? {};
      const container = template?.spec?.containers.find(isTraefik);
      if (!template?.spec || !container) return [];
      const { certificatesResolvers: resolvers } = readStaticConfiguration(container.args ?? []);
      return [{ on, kind, replicas, pod: template.spec, container, resolvers }];
    }),
  );

/** The volume that a file of the container lies in, by its deepest mount; undefined for the container's own disk. */
export function volumeOf({ pod, container }: TraefikWorkload, file: string) {
  const mounts = (container.volumeMounts ?? []).filter(
    ({ mountPath }) => file === mountPath || file.startsWith(`${mountPath.replace(/\/$/, '')}/`),
  );
  const [deepest] = [...mounts].sort((a, b) => b.mountPath.length - a.mountPath.length);
  return deepest && (pod.volumes ?? []).find(({ name }) => name === deepest.name);
}

/** A Deployment of Traefik with a resolver, for examples. */
export const exampleKeeper = (
  volume: Readonly<Record<string, unknown>> | undefined,
  pod: Readonly<Record<string, unknown>> = {},
  spec: Readonly<Record<string, unknown>> = {},
): UnknownObject =>
  ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'traefik', namespace: 'traefik' },
    spec: {
      selector: { matchLabels: { app: 'traefik' } },
      ...spec,
      template: {
        metadata: { labels: { app: 'traefik' } },
        spec: {
          ...pod,
          containers: [
            {
              name: 'traefik',
              image: 'docker.io/traefik:v3.7.11',
              args: [
                '--entryPoints.websecure.address=:8443/tcp',
                '--certificatesResolvers.letsencrypt.acme.storage=/data/acme.json',
                '--certificatesResolvers.letsencrypt.acme.tlsChallenge=true',
              ],
              ...(volume && { volumeMounts: [{ name: 'data', mountPath: '/data' }] }),
            },
          ],
          ...(volume && { volumes: [{ name: 'data', ...volume }] }),
        },
      },
    },
  }) as UnknownObject;
