// Applies all objects of whole repositories to the real control plane, strictly: nothing may be refused, nothing warned about.
import { startReal } from '../start-real.mjs';
import { customResourceDefinitions } from './definitions.mjs';
import { readObjects } from './repository.mjs';
import { realTarget } from './target.mjs';

const ESTABLISH_SECONDS = 30;

/** Plays the repositories one after the other, each on its own cluster; true when all went in without a word. */
export async function playObjects(folders, chosen) {
  const complaints = [];
  for (const folder of folders) complaints.push(...(await playRepository(folder, chosen)));
  console.log(complaints.length === 0 ? 'nothing refused, nothing warned about' : `${complaints.length} complaints`);
  return complaints.length === 0;
}

async function playRepository(folder, chosen) {
  const objects = readObjects(folder);
  const real = await startReal();
  const target = realTarget(real);
  const complaints = [];
  try {
    const definitions = [
      ...customResourceDefinitions(chosen),
      ...objects.map(({ object }) => object).filter(isDefinition),
    ];
    await establish(target, definitions);
    const resources = await discover(target);
    await prepareNamespaces(target, objects, resources);
    for (const entry of objects.sort(byRank)) complaints.push(...(await apply(target, resources, entry)));
  } finally {
    target.close();
    await real.stop();
  }
  console.log(`${folder}: ${objects.length} objects, ${complaints.length} complaints`);
  for (const complaint of complaints) console.log(`  ${complaint}`);
  return complaints;
}

const isDefinition = (object) => object.kind === 'CustomResourceDefinition';
const RANKS = ['Namespace', 'CustomResourceDefinition', 'StorageClass', 'PriorityClass', 'ServiceAccount'];
const rank = ({ object }) => (RANKS.indexOf(object.kind) + RANKS.length + 1) % (RANKS.length + 1);
const byRank = (a, b) => rank(a) - rank(b);

/** Installs definitions and waits until all are served. */
async function establish(target, definitions) {
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
  for (const definition of definitions) {
    const answer = await send(target, `${path}/${definition.metadata.name}`, definition);
    if (answer.status > 201) throw new Error(`${definition.metadata.name}: ${answer.body}`);
  }
  const established = async () => {
    const { items } = JSON.parse((await target.send({ method: 'GET', path, headers: {} })).body);
    return items.every((item) =>
      item.status?.conditions?.some(({ type, status }) => type === 'Established' && status === 'True'),
    );
  };
  if (!(await target.until(established, ESTABLISH_SECONDS))) throw new Error('the definitions were not established');
}

/** Server-side apply, strictly; an object is one complaint or none, and one more for each warning. */
async function send(target, path, object) {
  const headers = { accept: 'application/json', 'content-type': 'application/apply-patch+yaml' };
  const query = '?fieldManager=conformance&force=true&fieldValidation=Strict';
  return target.send({ method: 'PATCH', path: path + query, headers, body: JSON.stringify(object) });
}

/** `apiVersion/Kind` → where it is served. */
async function discover(target) {
  const read = async (path) =>
    JSON.parse((await target.send({ method: 'GET', path, headers: { accept: 'application/json' } })).body);
  const groups = (await read('/apis')).groups.flatMap((group) => group.versions.map((version) => version.groupVersion));
  const found = new Map();
  for (const groupVersion of ['v1', ...groups]) {
    const base = groupVersion === 'v1' ? '/api/v1' : `/apis/${groupVersion}`;
    for (const { name, kind, namespaced } of (await read(base)).resources) {
      if (!name.includes('/')) found.set(`${groupVersion}/${kind}`, { base, plural: name, namespaced });
    }
  }
  return found;
}

/** Namespaces the objects live in and do not bring along: another part of the platform makes them. */
async function prepareNamespaces(target, objects, resources) {
  const brought = new Set(objects.flatMap(({ object }) => (object.kind === 'Namespace' ? [object.metadata.name] : [])));
  for (const { object } of objects) {
    const { namespaced } = resources.get(`${object.apiVersion}/${object.kind}`) ?? {};
    const name = object.metadata?.namespace;
    if (!namespaced || !name || brought.has(name)) continue;
    brought.add(name);
    await send(target, `/api/v1/namespaces/${name}`, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
}

async function apply(target, resources, { object, file }) {
  const { apiVersion, kind, metadata } = object;
  const where = `${file}: ${kind} ${metadata?.namespace ? `${metadata.namespace}/` : ''}${metadata?.name}`;
  const resource = resources.get(`${apiVersion}/${kind}`);
  if (!resource) return [`${where}: ${apiVersion} ${kind} is not served`];
  const scope = resource.namespaced ? `/namespaces/${metadata.namespace ?? 'default'}` : '';
  const answer = await send(target, `${resource.base}${scope}/${resource.plural}/${metadata.name}`, object);
  const warnings = [answer.headers.warning ?? []].flat().map((warning) => `${where}: warning: ${warning}`);
  return answer.status > 201 ? [`${where}: ${answer.status} ${messageOf(answer.body)}`, ...warnings] : warnings;
}

function messageOf(body) {
  try {
    return JSON.parse(body).message;
  } catch {
    return body;
  }
}
