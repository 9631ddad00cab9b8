import type { FindPlace } from '../check/places.ts';
import type { EmbeddedCluster, RunResult } from '../cluster/embedded/contract.ts';
import type { Finding } from '../core/finding.ts';
import { printRef } from '../kube/object.ts';

type Endless = ReturnType<EmbeddedCluster['endless']>[number];

/** An error for everything controllers did without ever getting done. */
export async function endlessFindings(endless: readonly Endless[], findPlace: FindPlace): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const work of endless) {
    const { maker: _, ...place } = (work.object && (await findPlace(work.object))) ?? {};
    findings.push({
      code: 'controller-never-settles',
      severity: 'error',
      object: work.object ? printRef(work.object) : work.request,
      message: describe(work),
      ...place,
      why: 'on a real cluster it would go on for ever, and whoever watches the object never comes to rest',
      hint: work.object
        ? 'two sources want it differently: leave what goes to and fro to one of them'
        : 'look at the object it is asked about, and at what that refers to',
    });
  }
  return findings;
}

function describe({ controller, request, object, others, differences, stopped, times }: Endless): string {
  const end = stopped ? '; it was stopped' : '';
  if (!object) return `${controller} looks at ${request} again and again (${times} times)${end}`;
  const who = others.length > 0 ? `${controller} and ${others.join(', ')} write` : `${controller} writes`;
  return `${who} it again and again (${times} times, for ${request})${fieldsOf(differences)}${end}`;
}

const shown = 3;

function fieldsOf(differences: Endless['differences']): string {
  if (differences.length === 0) return '';
  const told = differences.slice(0, shown).map(({ path, before, after }) => {
    if (before === '' && after === '') return path;
    return `${path} (${before || 'nothing'} and ${after || 'nothing'})`;
  });
  const more = differences.length > shown ? ` and ${differences.length - shown} more fields` : '';
  return `: to and fro goes ${told.join(', ')}${more}`;
}

/** What is said when the work of an instant had to be broken off as a whole. */
export const brokenOff = ({ endless = [] }: RunResult): readonly Finding[] =>
  endless.length === 0
    ? []
    : [
        {
          code: 'work-never-ends',
          severity: 'error',
          message: `work at one instant does not end, so the clock was stopped: ${endless.join(', ')}`,
          why: 'controllers go on making and undoing what others react to',
          hint: 'look at the objects these controllers write',
        },
      ];
