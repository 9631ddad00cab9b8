import type { UnknownObject } from '../../../kube/object.ts';
import type { SecretByHand } from '../../secret-by-hand.ts';
import { fluxNamespace, syncName } from '../component-names.ts';

interface FluxSpec {
  readonly url?: string;
  readonly secretRef?: { readonly name?: string };
  readonly decryption?: { readonly secretRef?: { readonly name?: string } };
}

/**
 * The key that decrypts what a Kustomization applies, and the credentials of a source: Secrets that are made by hand. Those of the
 * repository that Flux is bootstrapped with are made by `flux bootstrap` (flux2 pkg/bootstrap/bootstrap_plain_git.go ReconcileSourceSecret).
 */
export function secretsByHand(object: UnknownObject): readonly SecretByHand[] {
  const { url, secretRef, decryption } = (object.spec ?? {}) as FluxSpec;
  const namespace = object.metadata.namespace ?? 'default';
  const who = `${object.kind}/${namespace}/${object.metadata.name}`;
  const key = decryption?.secretRef?.name;
  if (object.kind === 'Kustomization' && key !== undefined) {
    const message = `the key that decrypts what ${who} applies is taken to be there`;
    const hint = `make it: kubectl -n ${namespace} create secret generic ${key} --from-file=age.agekey=FILE`;
    return [{ namespace, name: key, message, hint, ageKey: 'age.agekey' }];
  }
  const name = secretRef?.name;
  if (name === undefined || !['GitRepository', 'HelmRepository'].includes(object.kind)) return [];
  if (object.kind === 'GitRepository' && object.metadata.name === syncName && namespace === fluxNamespace) return [];
  const message = `the credentials of ${who} are taken to be there`;
  const git = `flux -n ${namespace} create secret git ${name} --url=${url}`;
  const helm = `kubectl -n ${namespace} create secret generic ${name} --from-literal=username=… --from-literal=password=…`;
  return [{ namespace, name, message, hint: `make it: ${object.kind === 'GitRepository' ? git : helm}` }];
}
