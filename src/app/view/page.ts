import { schemaVersion } from '../up-report.ts';
import type { FindingsView } from './findings-view.ts';
import type { PageView } from './page-view.ts';

/** The page of what cannot be brought up: its findings say why, and nothing else is said. */
export const emptyPage = (lab: string, findings: FindingsView): PageView => ({
  ...{ schemaVersion, lab, cluster: 'embedded', verdict: findings.counts.error > 0 ? 'refuted' : 'unknown' },
  ...{ kept: 0, asked: 0, findings, requests: [], journeys: [] },
  topology: { schemaVersion, lab, nodes: [], edges: [] },
  reach: { rows: [], unknown: [] },
  timeline: { schemaVersion, lab, seconds: 0, bars: [], longest: [], findings: [] },
  symptoms: { schemaVersion, cluster: lab, symptoms: [], notLookedAt: [], playbooks: 0 },
});
