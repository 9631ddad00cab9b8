import type { UnknownObject } from '../../../../kube/object.ts';
import { forbidden } from '../../api/refusals.ts';
import type { ApiState } from '../../api/state.ts';
import { kind as pods } from '../../kinds/core/pod.ts';
import { kind as serviceAccounts } from '../../kinds/core/service-account.ts';
import { record, records } from '../../kinds/shared/checks.ts';
import { type Fields, fill } from '../../kinds/shared/fill.ts';
import { type AdmissionPlugin, askedName } from '../admission-plugin.ts';

/** Every pod runs as some account, whose token is mounted: plugin/pkg/admission/serviceaccount/admission.go. */
export const serviceAccount = {
  name: 'ServiceAccount',
  tables: [pods.table],
  admit: ({ operation, resource, object, state }) => {
    if (operation !== 'CREATE') return object;
    const given = record(object.spec);
    const name = String(given.serviceAccountName || 'default');
    const { namespace = '' } = object.metadata;
    const account = state.store.get(serviceAccounts.table, namespace, name);
    if (!account) {
      const why = `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`;
      throw forbidden(resource, askedName(object), why);
    }
    const mounts = given.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true;
    const named = withPullSecrets(fill(given, { serviceAccountName: name, serviceAccount: name }), account);
    const spec = mounts === false ? named : withToken(named, state);
    return spec === object.spec ? object : { ...object, spec };
  },
} satisfies AdmissionPlugin;

/** A pod that names no secrets for its images uses those of its account. */
function withPullSecrets(spec: Fields, account: UnknownObject): Fields {
  const given = records(account.imagePullSecrets);
  return given.length > 0 && records(spec.imagePullSecrets).length === 0 ? { ...spec, imagePullSecrets: given } : spec;
}

const tokenVolume = 'kube-api-access-';

const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount';

function withToken(spec: Fields, state: ApiState): Fields {
  const mounted = (container: Fields) =>
    records(container.volumeMounts).some(({ mountPath }) => mountPath === tokenPath);
  const containers = [...records(spec.containers), ...records(spec.initContainers)];
  if (containers.every(mounted)) return spec;
  const there = records(spec.volumes).find((volume) => String(volume.name).startsWith(tokenVolume));
  const name = there ? String(there.name) : `${tokenVolume}${randomSuffix(state)}`;
  const made = there ? [] : [{ name, projected: { sources: tokenSources, defaultMode: 420 } }];
  const mount = (container: Fields): Fields =>
    mounted(container)
      ? container
      : {
          ...container,
          volumeMounts: [...records(container.volumeMounts), { name, readOnly: true, mountPath: tokenPath }],
        };
  return {
    ...spec,
    volumes: [...records(spec.volumes), ...made],
    containers: records(spec.containers).map(mount),
    ...(spec.initContainers ? { initContainers: records(spec.initContainers).map(mount) } : {}),
  };
}

const tokenSources = [
  { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
  { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
  {
    downwardAPI: {
      items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
    },
  },
];

const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

const randomSuffix = (state: ApiState): string =>
  Array.from({ length: 5 }, () => alphabet[Math.floor(state.runtime.random() * alphabet.length)]).join('');
