import { printRef } from '../../kube/object.ts';
import type { RenderedRelease } from '../../repo/releases/rendered-release.ts';
import { changedFields } from './changed-fields.ts';
import { type Change, type DiffPart, type DiffSide, type OpenQuestion, placeOf } from './contract.ts';
import { fateOf, isKept } from './fate.ts';
import { valuesOf } from './images.ts';
import { printField } from './print-value.ts';
import { areComparable } from './read-sides.ts';

/** Releases that come, go or get another chart; of those whose objects are not known the values that change. */
export const releases: DiffPart = {
  id: 'releases',
  title: 'releases',
  compare: (before, after) => {
    const changes: Change[] = [];
    const unknown: OpenQuestion[] = [];
    for (const [ref, now] of after.releases) {
      const old = before.releases.get(ref);
      const place = placeOf(now.release);
      if (!old) {
        changes.push({
          subject: ref,
          text: `is installed: ${chartOf(now)}`,
          after: chartOf(now),
          weight: 'notice',
          ...place,
        });
        if (!now.rendering) unknown.push(notKnown(now, 'what it installs is not known'));
        continue;
      }
      const told = [...chartChange(ref, old, now, place), ...(areComparable(old, now) ? [] : valueChanges(old, now))];
      changes.push(...told);
      const differs = told.length > 0 || changedFields(valuesOf(old.release), valuesOf(now.release)).length > 0;
      if (differs && !areComparable(old, now))
        unknown.push(notKnown(old.rendering ? now : old, 'what that changes in the cluster is not known'));
    }
    for (const [ref, old] of before.releases) {
      if (!after.releases.has(ref)) changes.push(goneOf(ref, old, [before, after]));
    }
    return { changes, unknown };
  },
};

function goneOf(subject: string, old: RenderedRelease, [was, is]: readonly [DiffSide, DiffSide]): Change {
  const fate = fateOf({ before: old.release }, was, is);
  const common = { subject, before: chartOf(old), ...placeOf(old.release) };
  if (isKept(fate)) {
    const why = fate === undefined ? 'nothing in the cluster uninstalls it' : fate.why;
    return { ...common, text: `stays installed: ${why}`, weight: 'note' };
  }
  const what = old.rendering ? '' : '; what it holds is not known';
  return { ...common, text: `is uninstalled: ${chartOf(old)}${what}`, weight: 'danger' };
}

const chartOf = ({ chart, wanted }: RenderedRelease): string =>
  `${chart.name} ${chart.version ?? wanted?.range ?? ''}`.trim() || 'its chart';

/** Why the objects of a release are not known; the same words for all whose chart is missing. */
function notKnown({ release, chart, rendering }: RenderedRelease, what: string): OpenQuestion {
  const subject = printRef(release.object);
  if (chart.by === 'nothing' && chart.refusal === undefined)
    return { subject, text: `${what}: the chart is not at hand`, knownBy: 'gatehouse charts pull' };
  const reason = chart.by === 'nothing' ? chart.reason : (rendering?.notKnown ?? rendering?.error);
  return { subject, text: reason === undefined ? what : `${what}: ${reason}` };
}

function chartChange(
  subject: string,
  old: RenderedRelease,
  now: RenderedRelease,
  place: Pick<Change, 'file' | 'line'>,
): readonly Change[] {
  const [before, after] = [chartOf(old), chartOf(now)];
  if (before === after) return [];
  const text =
    old.chart.name === now.chart.name && old.chart.name !== ''
      ? `${before} → ${after.slice(now.chart.name.length).trim() || 'any version'}`
      : `${before} → ${after}`;
  return [{ subject, text: `chart ${text}`, before, after, weight: 'notice', ...place }];
}

/** Fields that are told one by one. */
const mostFields = 4;

function valueChanges(old: RenderedRelease, now: RenderedRelease): readonly Change[] {
  const fields = changedFields(valuesOf(old.release), valuesOf(now.release)).filter(({ path }) => !isImage(path));
  const subject = printRef(now.release.object);
  const place = placeOf(now.release);
  if (fields.length > mostFields) {
    const names = fields.slice(0, mostFields).map(({ path }) => path);
    const text = `${fields.length} values change: ${names.join(', ')} …`;
    return [{ subject, text, weight: 'notice', ...place }];
  }
  return fields.map((field) => ({ subject, text: printField(field), weight: 'notice', ...place }));
}

/** Told among the images. */
const isImage = (path: string): boolean => /(^|[.\]])(image|tag|digest|repository)$/i.test(path);
