// Builds the real control plane (etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kwok) from its published Go modules
// into the cache folder, unless what stands there was built from the same module files.
//
//   node conformance/build.mjs [--force]
//
// Needs Go on PATH and the module proxy; takes minutes once.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { binariesFolder, enginesFolder, fingerprint, isBuilt, versions } from './engines.mjs';

/** `go build` arguments of one engine: upstream's own main package, stamped with the version a release would carry. */
function buildArguments(engine, target, kubernetes) {
  const prefix = 'k8s.io/component-base/version';
  const stamp = {
    gitVersion: kubernetes,
    gitMajor: kubernetes.slice(1).split('.')[0],
    gitMinor: kubernetes.split('.')[1],
    gitTreeState: 'clean',
  };
  const flags = engine.stamped ? Object.entries(stamp).map(([name, value]) => `-X ${prefix}.${name}=${value}`) : [];
  return ['build', '-buildvcs=false', '-trimpath', '-ldflags', ['-s -w', ...flags].join(' '), '-o', target, engine.pkg];
}

const ENGINES = [
  { name: 'etcd', pkg: 'go.etcd.io/etcd/server/v3' },
  { name: 'kwok', pkg: 'sigs.k8s.io/kwok/cmd/kwok' },
  { name: 'kube-apiserver', pkg: 'k8s.io/kubernetes/cmd/kube-apiserver', stamped: true },
  { name: 'kube-scheduler', pkg: 'k8s.io/kubernetes/cmd/kube-scheduler', stamped: true },
  { name: 'kube-controller-manager', pkg: 'k8s.io/kubernetes/cmd/kube-controller-manager', stamped: true },
];

/** kwok's own stages of a fake kubelet: a node is ready at once, a pod runs at once, a job's pod completes. */
const STAGES = [
  'node/fast/node-initialize.yaml',
  'pod/fast/pod-ready.yaml',
  'pod/fast/pod-complete.yaml',
  'pod/fast/pod-delete.yaml',
];

function copyStages(folder) {
  const asked = spawnSync('go', ['list', '-m', '-f', '{{.Dir}}', 'sigs.k8s.io/kwok'], {
    cwd: enginesFolder,
    encoding: 'utf8',
  });
  if (asked.status !== 0) throw new Error(`the folder of kwok is unknown: ${asked.stderr}`);
  const target = join(folder, 'stages');
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const file of STAGES)
    copyFileSync(join(asked.stdout.trim(), 'kustomize/stage', file), join(target, basename(file)));
}

/** Builds what is missing; returns the folder of the binaries. */
export function build({ force = false, log = (line) => console.log(line) } = {}) {
  const folder = binariesFolder();
  if (!force && isBuilt()) {
    log(`up to date: ${folder}`);
    return folder;
  }
  rmSync(join(folder, 'fingerprint'), { force: true });
  mkdirSync(folder, { recursive: true });
  for (const engine of ENGINES) {
    const start = Date.now();
    const args = buildArguments(engine, join(folder, engine.name), versions().kubernetes);
    const done = spawnSync('go', args, {
      cwd: enginesFolder,
      stdio: 'inherit',
      env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '' },
    });
    if (done.error) throw new Error(`go could not be run: ${done.error.message}`);
    if (done.status !== 0) throw new Error(`go build of ${engine.name} failed`);
    log(`built ${engine.name} in ${Math.round((Date.now() - start) / 1000)} s`);
  }
  copyStages(folder);
  writeFileSync(join(folder, 'fingerprint'), fingerprint());
  return folder;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    build({ force: process.argv.includes('--force') });
  } catch (error) {
    console.error(error.message);
    process.exitCode = 2;
  }
}
