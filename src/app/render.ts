import { composeRepository } from '../compose/compose.ts';
import type { Lab } from '../lab/schema.ts';
import { components } from './load-subject.ts';
import { type RenderOptions, type RenderResult, renderTree } from './render-tree.ts';

/** Renders the repository of a lab into a folder. See {@link renderTree}. */
export const renderLab = (lab: Lab, out: string, options: RenderOptions = {}): RenderResult =>
  renderTree(composeRepository(lab, components).tree, out, options);
