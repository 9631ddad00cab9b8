import type { BuildReport, BuiltObject } from '../app/build.ts';
import type { Finding } from '../core/finding.ts';
import { printRef } from '../kube/object.ts';
import { writeYaml } from '../kube/yaml-write.ts';
import { countOf, placeOf } from './findings-text.ts';
import { printable, shorten } from './table.ts';

/** The document of an object, with where it comes from above it where that is wanted. */
export const printBuilt = (built: BuiltObject, withOrigin: boolean): string =>
  writeYaml(built.object, withOrigin ? { header: originOf(built) } : {}).trimEnd();

/** `apps/hello/service.yaml:3, applied by Kustomization flux-system/apps`. */
export function originOf({ file, line, appliedBy, madeBy, approximate }: BuiltObject): string {
  const parts = [
    ...(file === undefined ? [] : [`${file}:${line ?? 1}`]),
    ...(madeBy === undefined
      ? []
      : [`installed by ${madeBy}${approximate ? ' (after another version of its chart)' : ''}`]),
    ...(appliedBy === undefined ? [] : [`applied by Kustomization ${appliedBy}`]),
  ];
  return printable(parts.join(', ') || 'from no file');
}

/** `Kind/namespace/name`. */
export const printName = ({ object }: BuiltObject): string => printable(printRef(object));

/** Lines that are told one by one. */
const toldAtMost = 12;

/** What is not among the objects, or not as it stands, a line each: the errors before what is not known. */
export function printBuildNotes({ name, objects, hidden, findings }: BuildReport, width: number): readonly string[] {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const unknowns = findings.filter(({ severity }) => severity === 'unknown');
  const told = [...errors, ...unknowns];
  const more = told.length - toldAtMost;
  const secrets = `values of ${countOf(hidden, 'object')} not shown (--show-secrets shows what stands in clear)`;
  return [
    ...told.slice(0, toldAtMost).map((finding) => shorten(noteOf(finding), width)),
    ...(more > 0 ? [`… and ${more} more: \`gatehouse check\` tells them all`] : []),
    [
      `${name}: ${countOf(objects.length, 'object')}`,
      ...(errors.length > 0 ? [countOf(errors.length, 'error')] : []),
      ...(unknowns.length > 0 ? [`${unknowns.length} not known`] : []),
      ...(hidden > 0 ? [secrets] : []),
    ].join(', '),
  ];
}

function noteOf(finding: Finding): string {
  const place = placeOf(finding);
  const word = finding.severity === 'unknown' ? 'not known' : 'error';
  return `${word}${place ? ` ${place}` : ''}: ${finding.message}`;
}
