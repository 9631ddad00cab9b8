import { gatewayGroup, type ReferenceGrant } from './kinds.ts';

/** A reference into another namespace. */
export interface CrossReference {
  readonly from: { readonly kind: string; readonly namespace: string };
  /** The group of core kinds is empty. */
  readonly to: { readonly group: string; readonly kind: string; readonly name: string; readonly namespace: string };
}

const bare = (group: string | undefined): string => (group === undefined || group === 'core' ? '' : group);

/**
 * Whether a reference stays in its namespace, or a ReferenceGrant of the other one allows it.
 * Upstream: gateway-api apis/v1beta1/referencegrant_types.go; traefik pkg/provider/kubernetes/gateway/kubernetes.go isReferenceGranted.
 */
export const isGranted = (grants: readonly ReferenceGrant[], { from, to }: CrossReference): boolean =>
  from.namespace === to.namespace ||
  grants.some(
    ({ metadata, spec }) =>
      metadata.namespace === to.namespace &&
      spec?.from?.some(
        (each) => each.kind === from.kind && each.namespace === from.namespace && each.group === gatewayGroup,
      ) &&
      spec.to?.some(
        (each) =>
          each.kind === to.kind &&
          bare(each.group) === bare(to.group) &&
          (each.name === undefined || each.name === to.name),
      ),
  );
