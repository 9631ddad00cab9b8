// What is measured of commands over what runs: snapshots of a lab whose apps are there again and again, and hosts on loopback.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { measureVerify } from './bench-verify.mjs';
import { root } from './setup.mjs';

const run = (script, ...args) =>
  spawnSync(process.execPath, ['scripts/run.mjs', `scripts/${script}`, ...args], { cwd: root });

/** A snapshot of a lab with so many apps, filled up to so many objects. */
function snapshotOf(folder, apps, objects) {
  const lab = join(folder, `lab-${apps}`);
  const file = join(folder, `${apps}-${objects}.snapshot`);
  run('make-large-lab.ts', lab, `${apps}`);
  run('make-large-snapshot.ts', lab, file, `${objects}`);
  return file;
}

/** How many drills are played in a minute, of the snapshot of an example. */
function drillRow(name, main, folder) {
  const file = join(folder, `${name}.snapshot`);
  run('make-large-snapshot.ts', `examples/${name}`, file, '0');
  const { stdout } = spawnSync(process.execPath, [main, 'drill', file, '--output', 'json'], { maxBuffer: 1 << 28 });
  const { drills, wallMs } = JSON.parse(stdout);
  const each = wallMs / drills.length;
  const rate = Math.round(60_000 / each);
  return {
    name: `a drill of \`examples/${name}\` (${drills.length} faults, ${rate} a minute)`,
    ms: each,
    limit: '60 ms',
  };
}

/** Rows for the table, with the commands by `gatehouse` as they are measured by `measure`. */
export async function measureRunning({ folder, main, measure, gatehouse }) {
  const doctor = (objects, limit) =>
    measure(
      `\`gatehouse doctor\` of a snapshot of ${objects.toLocaleString('en')} objects, a fifth of the apps ill`,
      gatehouse('doctor', snapshotOf(folder, 50, objects)),
      limit,
      3,
    );
  const rows = [doctor(5000, '2 s'), doctor(50_000, '')];
  const hosts = await measureVerify([process.execPath, main], snapshotOf(folder, 100, 0), 100);
  for (const { mix, requests, ms } of hosts)
    rows.push({ name: `\`gatehouse verify\` of 100 hosts (${requests} requests): ${mix}`, ms, limit: '5 s' });
  for (const example of ['talos-metallb', 'k3s-homelab', 'production']) rows.push(drillRow(example, main, folder));
  return rows;
}
