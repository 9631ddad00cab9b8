// Builds what runs on the nodes of the real platform, each from its published Go module: MetalLB, Traefik, kube-proxy,
// Flux's controllers, cert-manager, and hello.
//
//   node conformance/netlab/build.mjs       builds what is missing into .cache/conformance/netlab/
//
// Needs Go. Versions are those Gatehouse's own data was made from (`data/sources.yaml`), and so are the digests of the modules.
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { enginesFolder } from '../engines.mjs';
import { buildCertManager, certManagerModule } from './builds/cert-manager.mjs';
import { buildFlux, fluxModule } from './builds/flux.mjs';
import { compile, moduleFolder, pinned, podsFolder, root } from './builds/modules.mjs';
import { buildTraefik } from './builds/traefik.mjs';

/** Controllers of Flux that a lab needs. */
const fluxControllers = ['source-controller', 'kustomize-controller', 'helm-controller'];

const metallb = () => pinned('go.universe.tf/metallb');

const PROGRAMS = {
  hello: (target) => compile(target, '.', join(root, 'conformance/netlab/pods')),
  'kube-proxy': (target) => compile(target, 'k8s.io/kubernetes/cmd/kube-proxy', enginesFolder),
  'metallb-controller': (target) => compile(target, './controller', moduleFolder(metallb())),
  'metallb-speaker': (target) => compile(target, './speaker', moduleFolder(metallb())),
  traefik: buildTraefik,
  ...Object.fromEntries(fluxControllers.map((name) => [name, (target) => buildFlux(name, target)])),
  'cert-manager': buildCertManager,
};

/** What a binary is built from: another version is another file. */
const stamp = {
  hello: () => '1',
  'kube-proxy': () => /k8s.io\/kubernetes (v\S+)/.exec(readFileSync(join(enginesFolder, 'go.mod'), 'utf8'))[1],
  'metallb-controller': () => metallb().name.split('@')[1],
  'metallb-speaker': () => metallb().name.split('@')[1],
  // The second: with upstream's own page.
  traefik: () => `${pinned('github.com/traefik/traefik/v3').name.split('@')[1]}-2`,
  ...Object.fromEntries(fluxControllers.map((name) => [name, () => fluxModule(name).name.split('@')[1]])),
  'cert-manager': () => certManagerModule().name.split('@')[1],
};

/** The path of a program that nodes run, built or not. */
export const program = (name) => join(podsFolder(), `${name}-${stamp[name]()}`);

/** The version of a program. */
export const versionOf = (name) => stamp[name]();

/** Names of programs that are not built yet. */
export const missing = (names = Object.keys(PROGRAMS)) => names.filter((name) => !existsSync(program(name)));

/** Builds what is missing of the programs named, or of all. */
export function buildPrograms(log = (line) => console.log(line), names = undefined) {
  mkdirSync(podsFolder(), { recursive: true });
  for (const name of missing(names)) {
    const start = Date.now();
    PROGRAMS[name](`${program(name)}.new`);
    renameSync(`${program(name)}.new`, program(name));
    log(`built ${name} ${versionOf(name)} in ${Math.round((Date.now() - start) / 1000)} s`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    buildPrograms();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 2;
  }
}
