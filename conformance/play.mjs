// Plays the scenarios and compares answers.
//
//   node conformance/play.mjs [--target both|real|embedded|mixed] [--only GLOB,…]
//       both (default): real against embedded; real or embedded alone: against the records;
//       mixed: the embedded API under the real controller manager and scheduler, against the records
//   node conformance/play.mjs --record [--only GLOB]
//       writes what the real control plane answers beside each scenario
//   node conformance/play.mjs --target embedded --strike      strikes off deviations that no longer are
//   node conformance/play.mjs --target embedded --note REASON [--only GLOB]
//       notes every step that differs now as a deviation, with its reason
//   node conformance/play.mjs --target netlab [--only NAME,…] [--quick] [--record [--again]]
//       the real platform in network namespaces against what was recorded of it (`netlab/play.mjs`); with --again only those of the
//       recorded losses that are not as predicted
//   node conformance/play.mjs --objects DIR... [--crds SYSTEM=VERSION]...
//       applies all objects of the repositories to the real control plane: nothing may be refused or warned about
//
// Exit code 0: the same; 1: different (or refused); 2: could not run.
import { parseArgs } from 'node:util';
import { playNetlab } from './netlab/play.mjs';
import { compareScenarios, recordScenarios } from './real/flows.mjs';
import { playObjects } from './real/objects.mjs';

function options() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      record: { type: 'boolean', default: false },
      only: { type: 'string', default: '*' },
      target: { type: 'string', default: 'both' },
      objects: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      again: { type: 'boolean', default: false },
      strike: { type: 'boolean', default: false },
      note: { type: 'string' },
      crds: { type: 'string', multiple: true, default: [] },
    },
  });
  const targets = ['both', 'real', 'embedded', 'mixed', 'netlab'];
  if (!targets.includes(values.target)) throw new Error(`--target is one of ${targets.join(', ')}`);
  if (values.objects !== positionals.length > 0) throw new Error('--objects wants folders, and only --objects does');
  const crds = Object.fromEntries(values.crds.map((choice) => choice.split('=')));
  return { ...values, crds, folders: positionals };
}

async function main() {
  const { record, objects, crds, folders, only, target, strike, note, quick, again } = options();
  if (target === 'netlab') return playNetlab({ only, record, quick, again });
  if (objects) return playObjects(folders, crds);
  return record ? recordScenarios(only) : compareScenarios(only, target, { strike, note });
}

main().then(
  (same) => process.exit(same ? 0 : 1),
  (error) => {
    console.error(error.stack);
    process.exit(2);
  },
);
