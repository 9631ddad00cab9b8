// Objects applied as an administrator does it: server-side, definitions and namespaces first, and again while a webhook is not up yet.
import { setTimeout as sleep } from 'node:timers/promises';

const FIRST = ['Namespace', 'CustomResourceDefinition'];
const LIMIT_MILLISECONDS = 60_000;

const rank = ({ kind }) => (FIRST.includes(kind) ? FIRST.indexOf(kind) : FIRST.length);

/** Paths of objects, by what the server says of its resources. */
export function pathsOf(api) {
  const known = new Map();
  const base = (apiVersion) => (apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`);
  const resources = async (apiVersion) => {
    if (known.has(apiVersion)) return known.get(apiVersion);
    const list = await api.get(base(apiVersion));
    if (list) known.set(apiVersion, list.resources);
    return list?.resources ?? [];
  };
  return async ({ apiVersion, kind, metadata }) => {
    const found = (await resources(apiVersion)).find((each) => each.kind === kind && !each.name.includes('/'));
    if (!found) {
      known.delete(apiVersion);
      throw new Error(`no resource ${kind} of ${apiVersion}`);
    }
    const inside = found.namespaced ? `/namespaces/${metadata.namespace ?? 'default'}` : '';
    return `${base(apiVersion)}${inside}/${found.name}/${metadata.name}`;
  };
}

async function applyOne(api, pathOf, object, limit) {
  const end = Date.now() + limit;
  while (true) {
    try {
      return await api.apply(await pathOf(object), object);
    } catch (error) {
      const refused = /: 4(00|22) /.test(error.message);
      if (refused || Date.now() > end) throw error;
      await sleep(200);
    }
  }
}

/** Applies all objects, waiting for what they need of each other. */
export async function applyAll(api, objects, limit = LIMIT_MILLISECONDS) {
  const pathOf = pathsOf(api);
  const sorted = [...objects].sort((a, b) => rank(a) - rank(b));
  for (const object of sorted) await applyOne(api, pathOf, object, limit);
}

/** Deletes objects; those that are not there do not matter. */
export async function deleteAll(api, objects) {
  const pathOf = pathsOf(api);
  for (const object of objects) await api.delete(await pathOf(object));
}
