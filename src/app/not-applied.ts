import { compareText, type Finding } from '../core/finding.ts';
import type { SourcedObject } from '../kube/origin.ts';
import { isHidden } from '../repo/beside.ts';
import { parentOf } from '../repo/folders.ts';

/** Places named in the note; the others are counted. */
const namedPlaces = 8;

/** How it is told that nothing applies a file: of Flux, and of kustomize where there is no Flux. */
const told = {
  flux: {
    that: 'that no Kustomization applies',
    why: 'Flux applies what its Kustomizations build (fluxcd/pkg kustomize/kustomize_generator.go)',
    hint: 'where one is meant to be applied, list it in the kustomization.yaml of its folder',
  },
  kustomize: {
    that: 'that no kustomization.yaml leads to',
    why: 'where kustomize says what belongs together, what it leaves out may be a patch, a part or a draft (kustomize api/internal/target/kusttarget.go)',
    hint: 'list one that is meant in the kustomization.yaml of its folder, or look at its folder alone: `gatehouse check FOLDER`',
  },
} as const;

/** One note on all files that hold objects and that nothing applies: of them nothing else is said. */
export function notApplied(unapplied: readonly SourcedObject[], by: 'flux' | 'kustomize' = 'flux'): readonly Finding[] {
  const files = new Set(unapplied.flatMap(({ origin }) => (origin && !isHidden(origin.file) ? [origin.file] : [])));
  if (files.size === 0) return [];
  const { that, why, hint } = told[by];
  const places = placesOf([...files].sort(compareText));
  const more = places.length > namedPlaces ? [`${places.length - namedPlaces + 1} more places`] : [];
  const shown = [...places.slice(0, more.length > 0 ? namedPlaces - 1 : namedPlaces), ...more];
  const count = files.size === 1 ? '1 file holds objects' : `${files.size} files hold objects`;
  return [
    {
      code: 'files-not-applied',
      severity: 'info',
      message: `${count} ${that}, and nothing was looked at there: ${shown.join(', ')}`,
      why,
      hint,
    },
  ];
}

/** Files by their folder where it holds several: `old/ (3)`, `apps/a.yaml`. */
function placesOf(files: readonly string[]): readonly string[] {
  const folders = new Map<string, string[]>();
  for (const file of files) {
    const folder = parentOf(file);
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  return [...folders].flatMap(([folder, inside]) =>
    folder === '' || inside.length === 1 ? inside : [`${folder}/ (${inside.length})`],
  );
}
