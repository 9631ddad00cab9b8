// What `play.mjs` does with scenarios: record them, or play them on one or two targets and compare.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { versions } from '../engines.mjs';
import { startMixed, startReal } from '../start-real.mjs';
import { realTarget } from './target.mjs';
import { importTypeScript } from './typescript.mjs';

const here = fileURLToPath(new URL('..', import.meta.url));

async function load(only) {
  const player = await importTypeScript('conformance/player/index.ts');
  const globs = only
    .replace(/[.+^$()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll(',', '|');
  const pattern = new RegExp(`^(${globs})$`);
  const scenarios = player.loadScenarios(join(here, 'scenarios')).filter((scenario) => pattern.test(scenario.id));
  if (scenarios.length === 0) throw new Error(`no scenario is called ${only}`);
  return { player, scenarios };
}

/** Runs `work` with a target on the wall's clock that has its nodes; ends the control plane whatever happens. */
async function withReal(player, work, start = startReal) {
  const started = Date.now();
  const real = await start();
  const target = realTarget(real);
  try {
    await player.createNodes(target);
    console.log(`control plane ready after ${seconds(started)}`);
    return await work(target);
  } finally {
    target.close();
    await real.stop();
  }
}

const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

/** Answers of one scenario, made comparable; a scenario that cannot be played gives its error as an answer. */
async function answersOf(player, scenario, target) {
  try {
    return player.normalise(scenario, await player.playScenario(scenario, target));
  } catch (error) {
    return [{ step: 'played', status: 0, body: error.message }];
  }
}

export async function recordScenarios(only) {
  const { player, scenarios } = await load(only);
  return withReal(player, async (target) => {
    const started = Date.now();
    const { kubernetes } = versions();
    let failed = 0;
    for (const scenario of scenarios) {
      try {
        const answers = await player.playScenario(scenario, target);
        const failure = answers.find((answer) => answer.failure !== undefined);
        if (failure) throw new Error(`step "${failure.step}": ${failure.failure}`);
        player.saveRecording(scenario, { kubernetes, answers: player.normalise(scenario, answers) });
      } catch (error) {
        failed += 1;
        console.log(`NOT RECORDED ${scenario.id}: ${error.message}`);
      }
    }
    console.log(`${scenarios.length - failed} of ${scenarios.length} scenarios recorded in ${seconds(started)}`);
    return failed === 0;
  });
}

/** What is compared with what, by target. */
const SIDES = {
  both: ['real', 'embedded'],
  real: ['real', 'record'],
  embedded: ['record', 'embedded'],
  mixed: ['record', 'mixed'],
};

const ANSWERS = {
  record: (player, scenario) => recorded(player, scenario),
  embedded: (player, scenario) => embeddedAnswers(player, scenario),
  real: answersOf,
  mixed: answersOf,
};

export async function compareScenarios(only, which, { strike, note }) {
  const { player, scenarios } = await load(only);
  const names = SIDES[which];
  const play = async (target) => {
    const deviations = which === 'real' ? [] : player.loadDeviations(deviationsFile);
    const verdicts = [];
    const totals = { same: 0, different: 0, known: 0 };
    for (const scenario of scenarios) {
      const left = await ANSWERS[names[0]](player, scenario, target);
      const right = await ANSWERS[names[1]](player, scenario, target);
      const verdict = player.judge(scenario.id, player.compareAnswers(left, right), deviations);
      report(player, scenario, verdict, { totals, names });
      verdicts.push({ scenario: scenario.id, verdict });
    }
    if (strike || note) writeDeviations(deviations, verdicts, { strike, note });
    console.log(`${totals.same} scenarios the same, ${totals.different} different, ${totals.known} known deviations`);
    return totals.different === 0;
  };
  return which === 'embedded' ? play() : withReal(player, play, which === 'mixed' ? startMixed : startReal);
}

const deviationsFile = join(here, 'deviations.json');

/** The list of deviations without those that no longer are, and with those that are new, for the reason given. */
function writeDeviations(deviations, verdicts, { strike, note }) {
  const stale = strike ? verdicts.flatMap(({ verdict }) => verdict.stale) : [];
  const fresh = verdicts.flatMap(({ scenario, verdict }) =>
    note ? verdict.unexpected.map(({ step }) => ({ scenario, step, reason: note })) : [],
  );
  const kept = [...deviations.filter((deviation) => !stale.includes(deviation)), ...fresh];
  kept.sort((a, b) => (a.scenario < b.scenario ? -1 : a.scenario > b.scenario ? 1 : 0));
  writeFileSync(
    deviationsFile,
    `[${kept.map((deviation) => `\n  ${JSON.stringify(deviation)}`).join(',')}${kept.length > 0 ? '\n' : ''}]\n`,
  );
  console.log(`deviations: ${stale.length} struck off, ${fresh.length} noted, ${kept.length} stand`);
}

const recorded = (player, scenario) =>
  player.loadRecording(scenario)?.answers ?? [{ step: 'recorded', status: 0, body: 'no record' }];

async function embeddedAnswers(player, scenario) {
  const { startEmbedded } = await importEmbedded();
  const target = await startEmbedded();
  try {
    return await answersOf(player, scenario, target);
  } finally {
    await target.close();
  }
}

let embedded;
const importEmbedded = () => {
  embedded ??= importTypeScript('conformance/embedded/target.ts');
  return embedded;
};

function report(player, scenario, verdict, { totals, names }) {
  const bad = verdict.unexpected.length + verdict.stale.length > 0;
  totals[bad ? 'different' : 'same'] += 1;
  totals.known += verdict.known.length;
  if (!bad) return;
  console.log(`DIFFERENT ${scenario.id}`);
  for (const { step, differences } of verdict.unexpected) {
    console.log(`  step "${step}"`);
    for (const difference of differences) console.log(player.differenceLines(difference, names).join('\n'));
  }
  for (const { step } of verdict.stale) console.log(`  stale deviation: step "${step}" no longer differs`);
}
