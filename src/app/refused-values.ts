import type { Finding } from '../core/finding.ts';
import { printRef } from '../kube/object.ts';
import type { LabPath, LabProblem } from '../lab/lab-problem.ts';
import type { RenderedRelease } from '../repo/releases/rendered-release.ts';

/** Where in a lab file a person's own values stand, by release, and how a place becomes a line. */
export interface OwnValues {
  readonly ownValues?: ReadonlyMap<string, LabPath>;
  readonly place?: (problem: LabProblem) => Finding;
}

/** What charts refuse of the values that a lab lays over ours: their schema (`values.schema.json`) or a template says so. */
export const refusedValues = (
  { ownValues, place }: OwnValues,
  releases: readonly RenderedRelease[],
): readonly Finding[] =>
  releases.flatMap(({ release, rendering }) => {
    const object = printRef(release.object);
    const path = ownValues?.get(object);
    if (!rendering?.error || !path || !place) return [];
    return place({
      code: 'own-values-refused',
      severity: 'error',
      path: [...path, ...refusedPath(rendering.error)],
      atKey: true,
      message: `the chart of ${object} refuses the values: ${rendering.error.trim().split('\n').at(-1)!.trim()}`,
      why: 'values are checked against values.schema.json of the chart before anything is rendered (helm pkg/chart/common/util/jsonschema.go)',
      hint: 'write the values as this version of the chart knows them, or choose the version that knows them under `versions`',
    });
  });

/** The field that a schema's refusal names: `at '/a/b': additional properties 'c' not allowed`. */
function refusedPath(error: string): LabPath {
  const found = /at '(\/?[^']*)'(?:: additional properties '([^']+)')?/.exec(error);
  if (!found) return [];
  const [, pointer, extra] = found;
  return [...pointer!.split('/').filter(Boolean), ...(extra === undefined ? [] : [extra])];
}
