import { builtinResources } from '../kube/builtin-resources.ts';
import { isJsonObject } from '../kube/json.ts';
import { groupOf, type UnknownObject } from '../kube/object.ts';
import { oncePerInput } from './once.ts';
import type { RuleInput } from './rule.ts';

const builtinGroups = new Set(builtinResources.map(({ group }) => group));

/** Fields by which objects of custom kinds say how pods are run: an operator makes workloads and Services of them. */
const running = new Set([
  'replicas',
  'instances',
  'size',
  'image',
  'resources',
  'deployment',
  'statefulSet',
  'daemonSet',
  'podTemplate',
  'containers',
  'nodeSets',
  'persistence',
  'securityContext',
  'serviceAccountName',
]);

function runsPods({ apiVersion, spec }: UnknownObject): boolean {
  if (builtinGroups.has(groupOf(apiVersion)) || !isJsonObject(spec)) return false;
  const inner = Object.values(spec).filter(isJsonObject);
  return (
    Object.keys(spec).some((key) => running.has(key)) || inner.some(({ replicas }) => typeof replicas === 'number')
  );
}

/**
 * Namespaces in which an object of a custom kind says what pods are to be run: its operator makes workloads and Services there that stand in no
 * file.
 */
export const operatedNamespaces = oncePerInput(
  ({ objects }: RuleInput): ReadonlySet<string> =>
    new Set(
      objects.flatMap(({ object, loose }) =>
        !loose && object.metadata.namespace !== undefined && runsPods(object) ? [object.metadata.namespace] : [],
      ),
    ),
);
