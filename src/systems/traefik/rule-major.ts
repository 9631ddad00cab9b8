import type { RuleInput } from '../../check/rule.ts';
import { printRef } from '../../kube/object.ts';
import { majorOf } from './chart-versions.ts';
import { chartOf, traefikContainers, traefikReleases } from './rule-gate-settings.ts';

/** Chart major since which the chart brings Traefik 3 unless its image says otherwise (traefik-helm-chart Changelog.md, 28.0.0). */
const chartOfThree = 28;

/** Majors of every Traefik that the objects install; undefined when they install none, or when that of one is not known. */
export function traefikMajors(input: RuleInput): readonly number[] | undefined {
  const applied = input.objects.filter(({ loose }) => !loose);
  const images = applied
    .flatMap(({ object }) => traefikContainers(object))
    .map(({ image = '' }) => majorOfImage(image));
  const charts = traefikReleases(input)
    .filter(({ object }) => !input.objects.some(({ madeBy }) => madeBy === printRef(object)))
    .map(({ object }) => majorOfChart(chartOf(object)));
  const all = [...images, ...charts];
  return all.length === 0 || all.includes(undefined) ? undefined : all.filter((each) => each !== undefined);
}

function majorOfImage(image: string): number | undefined {
  const major = /:v?(\d+)(\.|$|-)/.exec(image)?.[1];
  return major === undefined ? undefined : Number(major);
}

/** Values may name another image: what they say of it is not read here. */
function majorOfChart({ version, setsImage }: ReturnType<typeof chartOf>): number | undefined {
  if (version === undefined || setsImage || !/^v?\d+\.\d+\.\d+$/.test(version)) return undefined;
  return majorOf(version) >= chartOfThree ? 3 : 2;
}
