// Inside the enclosure: brings a lab of the examples up with real Flux by `gatehouse up --context`, tells what came of it, and stays.
import { parseArgs } from 'node:util';
import { readLab } from './flux/lab.mjs';
import { usage } from './platform/usage.mjs';
import { reportOf, startCommand, startOwned } from './up/bring-up.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { once: { type: 'boolean', default: false } },
});

async function main() {
  const started = Date.now();
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`;
  const lab = await readLab(positionals[0] ?? 'k3s-homelab');
  const platform = await startOwned(lab);
  console.log(`Flux runs after ${seconds()}`);
  const ended = await startCommand(platform, ['up', lab.file]).ended;
  const report = reportOf(ended);
  console.log(`${report.verdict} after ${seconds()}, exit ${ended.code}`);
  for (const { kind, name, readyAt, predictedReadyAt, message } of report.convergence ?? [])
    console.log(
      `  ${kind} ${name}: ${readyAt ?? 'never'} s, predicted ${predictedReadyAt ?? '?'} s ${readyAt ? '' : message}`,
    );
  for (const row of report.verification?.rows ?? []) console.log(`  ${JSON.stringify(row)}`);
  for (const { severity, code, message } of report.findings ?? []) console.log(`  ${severity} ${code}: ${message}`);
  console.log(usage());
  console.log(
    `look around:\n  nsenter -t $(pgrep -P $(pgrep -P ${process.env.ENCLOSED_BY})) -m -p -n bash\n  export KUBECONFIG=${platform.access.kubeconfig}`,
  );
  if (!values.once) await new Promise(() => setInterval(() => undefined, 1 << 30));
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error.stack);
    process.exit(2);
  },
);
