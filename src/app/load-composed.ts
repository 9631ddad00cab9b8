import { attachPublished } from '../repo/published-manifest.ts';
import { composeOver } from './compose-over.ts';
import type { FoundSubject } from './find-subject.ts';
import { missingKeptFiles } from './kept-files.ts';
import { type ComposedLab, composeLab, readStanding } from './load-lab.ts';
import { publishedManifests } from './published-manifests.ts';
import { overlayComposed } from './pushed-tree.ts';
import { nothing, type Unrendered } from './subject.ts';

/** What a lab file tells of the cluster of a repository that stands as it is. */
export interface DescribedCluster {
  readonly described: Pick<ComposedLab, 'name' | 'lab' | 'findings'>;
}

/**
 * A lab file and the tree that would be pushed: what it composes over what stands in the folder; of a lab that only describes the cluster
 * of a repository, what it says. Loaded where there is a lab: the language of labs is the largest part of what a check would load.
 */
export async function loadComposed(
  found: FoundSubject & { readonly lab: string },
): Promise<Unrendered | DescribedCluster> {
  const composition = await composeLab(found.lab);
  const { lab, file, name, findings, composed, secrets } = composition;
  const { folder } = found;
  const common = { ...nothing, name, path: file, labFile: file, folder };
  if (!lab) return { subject: { ...common, tree: new Map(), findings, usable: false } };
  if (!found.composes) return { described: { name, lab, findings } };
  const standing = await readStanding(found);
  const over = await composeOver(composition, folder, standing.tree);
  const pushed = await overlayComposed(over.tree, folder, standing.tree);
  const tree = await attachPublished(pushed.tree, await publishedManifests());
  const subject = {
    ...common,
    lab,
    tree,
    missing: missingKeptFiles({ labFile: file, folder, secrets, composed, standing: standing.tree }),
    secrets,
    findings: [...findings, ...standing.findings, ...over.findings, ...pushed.findings],
    usable: standing.complete,
  };
  return { subject, composition };
}
