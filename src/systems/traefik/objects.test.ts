import { describe, expect, it } from 'vitest';
import type { UnknownObject } from '../../kube/object.ts';
import { indexObjects } from './read-objects.ts';

const make = (apiVersion: string, kind: string, name: string, metadata: object = {}): UnknownObject =>
  ({ apiVersion, kind, metadata: { name, namespace: 'apps', ...metadata } }) as UnknownObject;
const slice = (name: string, service: string | undefined, creationTimestamp: string) =>
  make('discovery.k8s.io/v1', 'EndpointSlice', name, {
    creationTimestamp,
    ...(service === undefined ? {} : { labels: { 'kubernetes.io/service-name': service } }),
  });
const namesOf = (objects: readonly { readonly metadata: { readonly name: string } }[]) =>
  objects.map(({ metadata }) => metadata.name);

describe('the objects Traefik reads', () => {
  it('leave out slices that name no Service, and give a Service its own, oldest first', () => {
    const { slices } = indexObjects([
      slice('stray', undefined, '2026-01-01T00:00:00Z'),
      slice('b', 'hello', '2026-01-02T00:00:00Z'),
      slice('c', 'hello', '2026-01-01T00:00:00Z'),
      slice('a', 'hello', '2026-01-02T00:00:00Z'),
      slice('other', 'world', '2026-01-01T00:00:00Z'),
      { ...slice('far', 'hello', ''), metadata: { ...slice('far', 'hello', '').metadata, namespace: 'else' } },
    ]);
    expect(namesOf(slices('apps', 'hello'))).toEqual(['c', 'a', 'b']);
    expect(namesOf(slices('apps', 'world'))).toEqual(['other']);
    expect(namesOf(slices('else', 'hello'))).toEqual(['far']);
    expect([slices('apps', 'undefined'), slices('apps', ''), slices('apps', 'none')]).toEqual([[], [], []]);
  });

  it('leave out Secrets of Helm releases, and no other', () => {
    const { secret } = indexObjects([
      make('v1', 'Secret', 'release', { labels: { owner: 'helm' } }),
      make('v1', 'Secret', 'owned', { labels: { owner: 'me' } }),
      make('v1', 'Secret', 'plain'),
    ]);
    expect(['release', 'owned', 'plain', 'none'].map((name) => secret('apps', name)?.metadata.name)).toEqual([
      undefined,
      'owned',
      'plain',
      undefined,
    ]);
  });

  it('are found by kind and API version only, in order of namespace, then name', () => {
    const index = indexObjects([
      make('traefik.io/v1alpha1', 'IngressRoute', 'b'),
      make('traefik.io/v1alpha1', 'IngressRoute', 'a'),
      make('traefik.io/v1alpha1', 'IngressRoute', 'z', { namespace: 'aaa' }),
      make('traefik.containo.us/v1alpha1', 'IngressRoute', 'old'),
      make('traefik.io/v1alpha1', 'Middleware', 'm'),
      make('v1', 'Service', 's'),
      make('serving.knative.dev/v1', 'Service', 'k'),
      make('v1', 'Node', 'n', { namespace: undefined }),
    ]);
    expect(namesOf(index.ingressRoutes)).toEqual(['z', 'a', 'b']);
    expect(namesOf(index.middlewares)).toEqual(['m']);
    expect(namesOf(index.nodes)).toEqual(['n']);
    expect([index.service('apps', 's')?.metadata.name, index.service('apps', 'k'), index.service('aaa', 's')]).toEqual([
      's',
      undefined,
      undefined,
    ]);
    expect([
      index.tlsOptions,
      index.tlsStores,
      index.serversTransports,
      index.traefikServices,
      index.ingresses,
    ]).toEqual([[], [], [], [], []]);
  });
});
