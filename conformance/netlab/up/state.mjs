// What stands in the cluster when it is over: the same whoever was interrupted on the way, and the same as in the embedded cluster.

/** What names itself anew each time, or counts what happens. */
const PASSING = new Set([
  ...['Event', 'Lease', 'Endpoints', 'EndpointSlice', 'Node', 'Pod', 'ReplicaSet', 'ControllerRevision'],
  ...['CertificateRequest', 'CSINode', 'ComponentStatus', 'ServiceL2Status', 'IPAddress', 'FlowSchema'],
]);

/** Who made an object, as far as two runs could differ. */
const managersOf = ({ metadata }) =>
  [
    ...new Set((metadata.managedFields ?? []).filter(({ subresource }) => !subresource).map((each) => each.manager)),
  ].sort();

/** Every kind that can be listed, with its path. */
async function listable(api) {
  const { groups } = await api.get('/apis');
  const paths = ['/api/v1', ...groups.map(({ preferredVersion }) => `/apis/${preferredVersion.groupVersion}`)];
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
  return [...new Set(lines.flat())].filter((line) => !/sh\.helm\.release|kube-root-ca/.test(line)).sort();
}

/** Lines that only one of two states has. */
export const differenceOf = (one, other) => [
  ...one.filter((line) => !other.includes(line)).map((line) => `- ${line}`),
  ...other.filter((line) => !one.includes(line)).map((line) => `+ ${line}`),
];
