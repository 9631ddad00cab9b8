import type { RuleInput } from '../../../check/rule.ts';
import type { UnknownObject } from '../../../kube/object.ts';
import type { ImageConfiguration } from '../../../registry/image-configuration.ts';

/** What an image says of itself, among the objects of a repository: no file holds it, and no API serves it. */
export const imageKind = { apiVersion: 'registry.gatehouse/v1', kind: 'Image' } as const;

/** Those parts of a configuration that contradict containers. */
export type ImageSpec = Pick<ImageConfiguration, 'ports' | 'user' | 'volumes'>;

/** An image as rules meet it; `source` says how it is known. */
export const imageObject = (image: string, spec: ImageSpec, source: string): UnknownObject => ({
  ...imageKind,
  metadata: { name: image },
  spec: { ports: [...spec.ports], user: spec.user, volumes: [...spec.volumes], source },
});

/** What is known of an image by its own configuration, and how. */
export interface KnownSpec extends ImageSpec {
  readonly source: string;
}

/** What is known of the images among these objects, by their names as containers write them. */
export function knownSpecs(input: RuleInput): ReadonlyMap<string, KnownSpec> {
  const images = input.ofKind(imageKind.kind, 'registry.gatehouse').filter(({ origin }) => origin === undefined);
  return new Map(images.map(({ object }) => [object.metadata.name, object.spec as KnownSpec]));
}
