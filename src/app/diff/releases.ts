import { printRef } from '../../kube/object.ts';
import type { RenderedRelease } from '../../repo/releases/rendered-release.ts';
import { type ChangedField, changedFields, printValue } from './changed-fields.ts';
import { type Change, type DiffPart, type OpenQuestion, placeOf } from './contract.ts';
import { valuesOf } from './images.ts';
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
      if (told.length > 0 && !areComparable(old, now))
        unknown.push(notKnown(old.rendering ? now : old, 'what that changes in the cluster is not known'));
    }
    for (const [ref, old] of before.releases) {
      if (after.releases.has(ref)) continue;
      const text = `is uninstalled: ${chartOf(old)}${old.rendering ? '' : '; what it holds is not known'}`;
      changes.push({ subject: ref, text, before: chartOf(old), weight: 'danger', ...placeOf(old.release) });
    }
    return { changes, unknown };
  },
};

const chartOf = ({ chart, wanted }: RenderedRelease): string =>
  `${chart.name} ${chart.version ?? wanted?.range ?? ''}`.trim() || 'its chart';

function notKnown({ release, chart, rendering }: RenderedRelease, what: string): OpenQuestion {
  const reason = chart.by === 'nothing' ? chart.reason : (rendering?.notKnown ?? rendering?.error);
  const text = reason === undefined ? what : `${what}: ${reason}`;
  return { subject: printRef(release.object), text, ...(chart.by === 'nothing' && { knownBy: chart.knownBy }) };
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

/** Names of fields whose values nobody is shown. */
const secretName = /passw|secret|token|api_?key|private_?key|credential|auth_?key|client_?id|dsn/i;

function valueChanges(old: RenderedRelease, now: RenderedRelease): readonly Change[] {
  const fields = changedFields(valuesOf(old.release), valuesOf(now.release)).filter(({ path }) => !isImage(path));
  const subject = printRef(now.release.object);
  const place = placeOf(now.release);
  if (fields.length > mostFields) {
    const names = fields.slice(0, mostFields).map(({ path }) => path);
    const text = `${fields.length} values change: ${names.join(', ')} …`;
    return [{ subject, text, weight: 'notice', ...place }];
  }
  return fields.map(({ path, ...sides }) => ({ subject, ...textOf(path, sides), weight: 'notice', ...place }));
}

/** Told among the images. */
const isImage = (path: string): boolean => /(^|[.\]])(image|tag|digest|repository)$/i.test(path);

function textOf(
  path: string,
  { before, after }: Omit<ChangedField, 'path'>,
): Pick<Change, 'text' | 'before' | 'after'> {
  if (secretName.test(path)) return { text: `${path} changes` };
  const sides = { before: printValue(before, 200), after: printValue(after, 200) };
  if (before === undefined) return { text: `${path}: ${printValue(after)} is set`, after: sides.after };
  if (after === undefined) return { text: `${path}: ${printValue(before)} is set no longer`, before: sides.before };
  return { text: `${path}: ${printValue(before)} → ${printValue(after)}`, ...sides };
}
