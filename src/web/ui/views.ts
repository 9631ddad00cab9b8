import type { FunctionComponent } from 'preact';
import type { ViewProps } from './view-props.ts';
import { Diff } from './views/diff.tsx';
import { Doctor } from './views/doctor.tsx';
import { Drills } from './views/drills.tsx';
import { Findings } from './views/findings.tsx';
import { Journey } from './views/journey.tsx';
import { Timeline } from './views/timeline.tsx';
import { Topology } from './views/topology.tsx';

/** The views by the name that the address has for them, in the order of the navigation. */
export const views = {
  topology: Topology,
  journey: Journey,
  timeline: Timeline,
  drills: Drills,
  findings: Findings,
  diff: Diff,
  doctor: Doctor,
} as const satisfies Readonly<Record<string, FunctionComponent<ViewProps>>>;

/** Name of a view. */
export type ViewId = keyof typeof views;

/** Whether the address names a view that there is. */
export const isViewId = (name: string | undefined): name is ViewId => name !== undefined && Object.hasOwn(views, name);
