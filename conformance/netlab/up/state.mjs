// What stands in the cluster when it is over: the same whoever was interrupted on the way, and the same as in the embedded cluster.

/** What names itself anew each time, or counts what happens. */
const PASSING = new Set([
  ...['Event', 'Lease', 'Endpoints', 'EndpointSlice', 'Node', 'Pod', 'ReplicaSet', 'ControllerRevision'],
  ...['CertificateRequest', 'CSINode', 'ComponentStatus', 'ServiceL2Status', 'IPAddress', 'FlowSchema'],
]);

/** What every cluster has, and Helm's memory of its releases. */
const OF_THE_CLUSTER =
  / (kube-apiserver|clusterrole-aggregation-controller\+kube-apiserver|api-priority\S*)$|sh\.helm\.release|kube-root-ca/;

/** Fields that nobody had asked for when they were first applied: whether there are any depends on who came first. */
const NOBODY = 'before-first-apply';

/** Who made an object, as far as two runs could differ. */
function managersOf({ metadata }) {
  const whole = (metadata.managedFields ?? []).filter(({ subresource }) => !subresource);
  return [...new Set(whole.map(({ manager }) => manager))].filter((manager) => manager !== NOBODY).sort();
}

/** Every kind that can be listed, with its path. */
async function listable(api) {
  const { groups } = await api.get('/apis');
  // A kind may be served in one version of its group alone.
  const versions = groups.flatMap((group) => group.versions.map(({ groupVersion }) => `/apis/${groupVersion}`));
  const paths = ['/api/v1', ...versions];
  const lists = await Promise.all(
    paths.map(async (path) => ({ path, list: await api.get(path).catch(() => undefined) })),
  );
  return lists.flatMap(({ path, list }) =>
    (list?.resources ?? [])
      .filter(({ name, verbs, kind }) => !name.includes('/') && verbs.includes('list') && !PASSING.has(kind))
      .map(({ name, kind }) => ({ path: `${path}/${name}`, kind })),
  );
}

const isReady = ({ status }) => status?.conditions?.find(({ type }) => type === 'Ready')?.status;

/** One line an object: kind, place, managers, and whether it says it is ready. */
export async function stateOf(api) {
  const kinds = await listable(api);
  const lines = await Promise.all(
    kinds.map(async ({ path, kind }) => {
      const { items } = await api.get(path);
      return items.map((object) => {
        const { namespace, name } = object.metadata;
        const ready = isReady(object);
        return [
          [kind, namespace, name].filter(Boolean).join('/'),
          managersOf(object).join('+'),
          ...(ready === undefined ? [] : [`Ready=${ready}`]),
        ].join(' ');
      });
    }),
  );
  return [...new Set(lines.flat())].filter((line) => !OF_THE_CLUSTER.test(line)).sort();
}

/** Lines that only one of two states has. */
export const differenceOf = (one, other) => [
  ...one.filter((line) => !other.includes(line)).map((line) => `- ${line}`),
  ...other.filter((line) => !one.includes(line)).map((line) => `+ ${line}`),
];
