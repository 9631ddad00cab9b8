import { compareText } from '../../core/finding.ts';
import type { CertificateOutlook } from '../../systems/outlook.ts';
import type { Change, DiffPart, DiffSide } from './contract.ts';
import { placeByRef } from './places.ts';

/** Which certificates are asked for, for which names, and who signs them: a change of either orders anew. */
export const certificates: DiffPart = {
  id: 'certificates',
  title: 'certificates',
  compare: (before, after) => {
    const [was, is] = [byId(before), byId(after)];
    const now = [...is].flatMap(([id, row]) => changeOf(was.get(id), row, after));
    const gone = [...was.values()].filter(({ id }) => !is.has(id));
    return { changes: [...now, ...gone.map((row) => goneOf(row, before))] };
  },
};

const byId = ({ outlook }: DiffSide): ReadonlyMap<string, CertificateOutlook> =>
  new Map(outlook.certificates.toReversed().map((each) => [each.id, each]));

const namesOf = ({ names }: CertificateOutlook): string => [...names].sort(compareText).join(', ');

function changeOf(old: CertificateOutlook | undefined, now: CertificateOutlook, side: DiffSide): readonly Change[] {
  const place = placeByRef(side, now.object);
  const told = `${now.issuer} for ${namesOf(now)}`;
  if (!old) return [{ subject: now.id, text: `is ordered of ${told}`, after: told, weight: 'notice', ...place }];
  if (old.issuer === now.issuer && namesOf(old) === namesOf(now)) return [];
  const before = `${old.issuer} for ${namesOf(old)}`;
  const text =
    old.issuer === now.issuer
      ? `is ordered anew for ${namesOf(now)}`
      : `is ordered anew, of ${now.issuer} instead of ${old.issuer}`;
  return [{ subject: now.id, text, before, after: told, weight: 'notice', ...place }];
}

function goneOf(row: CertificateOutlook, side: DiffSide): Change {
  const before = `${row.issuer} for ${namesOf(row)}`;
  return { subject: row.id, text: 'is renewed no longer', before, weight: 'danger', ...placeByRef(side, row.object) };
}
