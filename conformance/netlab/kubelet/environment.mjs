// The environment of a container: values, fields of the pod, keys of ConfigMaps and Secrets, and where the API server is.

const decode = (text) => Buffer.from(text, 'base64').toString('utf8');

/** What a fieldRef points to; `pod` has its address already. */
export function fieldOf(pod, path) {
  const map = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (map) return pod.metadata[map[1]]?.[map[2]] ?? '';
  if (path === 'status.podIPs') return pod.status.podIP;
  const value = path.split('.').reduce((at, name) => at?.[name], pod);
  if (value !== null && typeof value === 'object')
    return Object.entries(value)
      .map(([key, text]) => `${key}=${JSON.stringify(text)}`)
      .join('\n');
  return value ?? '';
}

/** The data of a ConfigMap or Secret as texts; undefined when it is not there. */
export async function textsOf(api, kind, namespace, name) {
  const object = await api.get(`/api/v1/namespaces/${namespace}/${kind}s/${name}`);
  if (!object) return undefined;
  if (kind === 'configmap') return { ...object.data, ...mapValues(object.binaryData ?? {}, decode) };
  return mapValues(object.data ?? {}, decode);
}

const mapValues = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));

async function texts(api, kind, namespace, { name, optional }) {
  const found = await textsOf(api, kind, namespace, name);
  if (!found && !optional) throw new Error(`${kind} "${name}" not found`);
  return found ?? {};
}

async function variableOf(api, pod, { value, valueFrom }) {
  const { namespace } = pod.metadata;
  if (valueFrom?.fieldRef) return fieldOf(pod, valueFrom.fieldRef.fieldPath);
  if (valueFrom?.resourceFieldRef) return '1';
  const ref = valueFrom?.configMapKeyRef ?? valueFrom?.secretKeyRef;
  if (!ref) return value ?? '';
  return (await texts(api, valueFrom.configMapKeyRef ? 'configmap' : 'secret', namespace, ref))[ref.key] ?? '';
}

/** `$(NAME)` in a text, as the API documents it: only names that are defined. */
export const expand = (text, environment) =>
  text.replace(/\$\$|\$\(([A-Za-z_][\w.-]*)\)/g, (all, name) => (all === '$$' ? '$' : (environment[name] ?? all)));

/** All variables of a container. */
export async function environmentOf(api, pod, container) {
  const { namespace } = pod.metadata;
  const environment = {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOSTNAME: pod.metadata.name,
    KUBERNETES_SERVICE_HOST: api.serviceAddress,
    KUBERNETES_SERVICE_PORT: '443',
  };
  for (const { configMapRef, secretRef, prefix = '' } of container.envFrom ?? []) {
    const all = await texts(api, configMapRef ? 'configmap' : 'secret', namespace, configMapRef ?? secretRef);
    for (const [key, text] of Object.entries(all)) environment[prefix + key] = text;
  }
  for (const variable of container.env ?? [])
    environment[variable.name] = expand(String(await variableOf(api, pod, variable)), environment);
  return environment;
}
