// Volumes of a pod as folders: written before it starts, and again while it runs, as far as their contents may change.
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fieldOf, textsOf } from './environment.mjs';

/** Files of one source of a volume: path → text; throws when something asked for is not there. */
async function filesOf(api, pod, source, memory) {
  const { namespace } = pod.metadata;
  if (source.configMap)
    return keyed(await textsOf(api, 'configmap', namespace, source.configMap.name), source.configMap);
  if (source.secret) {
    const name = source.secret.secretName ?? source.secret.name;
    return keyed(await textsOf(api, 'secret', namespace, name), { ...source.secret, name });
  }
  if (source.downwardAPI)
    return Object.fromEntries(
      (source.downwardAPI.items ?? []).map(({ path, fieldRef }) => [
        path,
        fieldRef ? fieldOf(pod, fieldRef.fieldPath) : '1',
      ]),
    );
  if (source.serviceAccountToken)
    return { [source.serviceAccountToken.path]: await tokenOf(api, pod, source.serviceAccountToken, memory) };
  return {};
}

function keyed(texts, { name, optional, items }) {
  if (!texts && !optional) throw new Error(`object "${pathOf(name)}" not found`);
  if (!items) return texts ?? {};
  return Object.fromEntries(items.flatMap(({ key, path }) => (texts?.[key] === undefined ? [] : [[path, texts[key]]])));
}

const pathOf = (name) => name ?? '';

/** A token bound to the pod, asked for anew when four fifths of its life are over. */
async function tokenOf(api, pod, { audience, expirationSeconds = 3600 }, memory) {
  const known = memory.get(audience ?? '');
  if (known && Date.now() < known.until) return known.token;
  const { name, namespace, uid } = pod.metadata;
  const body = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: {
      ...(audience && { audiences: [audience] }),
      expirationSeconds,
      boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid },
    },
  };
  const account = pod.spec.serviceAccountName ?? 'default';
  const made = await api.post(`/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`, body);
  memory.set(audience ?? '', { token: made.status.token, until: Date.now() + expirationSeconds * 800 });
  return made.status.token;
}

/** Writes what differs, and takes away what is no longer there: each file at once. */
function writeFiles(folder, files, { mode, group }) {
  for (const [path, text] of Object.entries(files)) {
    const target = join(folder, path);
    if (existsSync(target) && readFileSync(target, 'utf8') === text) continue;
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(`${target}.new`, text, { mode });
    chmodSync(`${target}.new`, group === undefined ? mode : mode | 0o040);
    if (group !== undefined) chownSync(`${target}.new`, 0, group);
    renameSync(`${target}.new`, target);
  }
  for (const name of readdirSync(folder)) {
    const wanted = Object.keys(files).some((path) => path === name || path.startsWith(`${name}/`));
    if (!wanted) rmSync(join(folder, name), { recursive: true });
  }
}

const written = (volume) => volume.configMap ?? volume.secret ?? volume.downwardAPI ?? volume.projected;

/** The pod's volumes below `folder`; `refresh` writes again what may have changed. */
export function volumesOf(api, pod, folder) {
  const memory = new Map();
  const group = pod.spec.securityContext?.fsGroup;
  const pathOfVolume = (name) => join(folder, name);
  const refresh = async () => {
    for (const volume of pod.spec.volumes ?? []) {
      const path = pathOfVolume(volume.name);
      mkdirSync(path, { recursive: true });
      if (!written(volume)) {
        chmodSync(path, 0o777);
        continue;
      }
      const sources = volume.projected?.sources ?? [volume];
      const files = {};
      for (const source of sources) Object.assign(files, await filesOf(api, pod, source, memory));
      const token = sources.some(({ serviceAccountToken }) => serviceAccountToken);
      writeFiles(path, files, { mode: token ? 0o644 : (written(volume).defaultMode ?? 0o644), group });
    }
  };
  return { refresh, pathOf: pathOfVolume };
}
