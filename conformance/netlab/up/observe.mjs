// Inside the enclosure: `gatehouse up --context` from nothing to verified, once in one go, and once killed at many points and run again.
import { setTimeout as sleep } from 'node:timers/promises';
import { readLab } from '../flux/lab.mjs';
import { reportOf, startCommand, startOwned } from './bring-up.mjs';
import { stateOf } from './state.mjs';

/** What is recorded of a report: nothing that depends on the machine but seconds, which are not compared. */
function told({ verdict, convergence, verification, findings }, code) {
  return {
    verdict,
    code,
    ready: convergence.map(({ kind, name, readyAt, predictedReadyAt }) => ({ kind, name, readyAt, predictedReadyAt })),
    promises: (verification?.rows ?? []).map(({ url, address, expected, observed, outcome }) => ({
      ...{ url, address, expected, observed, outcome },
    })),
    notCompared: verification?.notCompared ?? [],
    findings: findings.map(({ code: rule, severity }) => `${severity} ${rule}`),
  };
}

async function inOneGo(platform, lab) {
  const ended = await startCommand(platform, ['up', lab.file]).ended;
  return { ...told(reportOf(ended), ended.code), seconds: Math.round(ended.seconds) };
}

/** From nothing to verified. */
export async function observeUp(lab, { log }) {
  const platform = await startOwned(await readLab(lab));
  const seen = await inOneGo(platform, await readLab(lab));
  log(`${lab}: ${seen.verdict} after ${seen.seconds} s`);
  return { lab, ...seen, state: await stateOf(platform.api) };
}

const base = {
  source: '/apis/source.toolkit.fluxcd.io/v1/namespaces/flux-system/gitrepositories/flux-system',
  stage: '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations/flux-system',
};
const asked = (object) => object?.metadata.annotations?.['reconcile.fluxcd.io/requestedAt'];

/** Moments of which each comes once: between the writes, and after the last of them. */
const MOMENTS = [
  { point: 'the source is there', is: async (api) => api.get(base.source) },
  { point: 'the stage is there', is: async (api) => api.get(base.stage) },
  { point: 'the source was asked to look', is: async (api) => asked(await api.get(base.source)) },
];

/** Ends a command as a power cut would, when a moment has come or a time is over; says how far it was. */
async function killAt(platform, lab, { moment, seconds }) {
  const { child, ended } = startCommand(platform, ['up', lab.file]);
  const end = Date.now() + (seconds ?? 60) * 1000;
  while (Date.now() < end && child.exitCode === null) {
    if (moment && (await moment.is(platform.api).catch(() => undefined))) break;
    await sleep(moment ? 5 : 50);
  }
  child.kill('SIGKILL');
  const { signal, seconds: lived } = await ended;
  return { point: moment?.point ?? 'a time', killed: signal === 'SIGKILL', lived: Number(lived.toFixed(1)) };
}

/** Killed at `count` points of one bringing up, each time begun again; then run to its end. */
export async function observeKilled(name, { count, log }) {
  const lab = await readLab(name);
  const platform = await startOwned(lab);
  const kills = [];
  for (let i = 0; i < count; i++) {
    // First while it reads and looks, then at each write, then ever later while it follows.
    const moment = i >= 3 ? MOMENTS[i - 3] : undefined;
    kills.push(await killAt(platform, lab, { moment, seconds: moment ? undefined : i < 3 ? 0.4 + i * 0.8 : i * 0.8 }));
    log(`${name}: ${JSON.stringify(kills.at(-1))}`);
  }
  const seen = await inOneGo(platform, lab);
  log(`${name}: ${seen.verdict} ${seen.seconds} s after the last`);
  return { lab: name, kills, ...seen, state: await stateOf(platform.api) };
}
