// Builds what runs on the nodes of the real platform, each from its published Go module: MetalLB, Traefik, kube-proxy, and hello.
//
//   node conformance/netlab/build.mjs       builds what is missing into .cache/conformance/netlab/
//
// Needs Go. Versions are those Gatehouse's own data was made from (`data/sources.yaml`), and so are the digests of the modules.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { load } from 'js-yaml';
import { binariesFolder, enginesFolder } from '../engines.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The folder of the binaries that nodes run. */
export const podsFolder = () => join(binariesFolder(), '..', 'netlab');

const sources = () => load(readFileSync(join(root, 'data/sources.yaml'), 'utf8'));

/** The newest version of a module that Gatehouse has data of, and the digest it was read with. */
function pinned(module) {
  const known = Object.entries(sources().modules).filter(([name]) => name.startsWith(`${module}@`));
  const number = (name) => name.split('@v')[1].split('.').map(Number);
  known.sort(([a], [b]) => number(a).reduce((so, part, i) => so || part - number(b)[i], 0));
  const [name, digest] = known.at(-1);
  return { name, digest };
}

function go(args, cwd) {
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '', GOWORK: 'off' };
  const done = spawnSync('nice', ['-n', '15', 'go', ...args], { cwd, encoding: 'utf8', env, maxBuffer: 1 << 26 });
  if (done.error) throw new Error(`go could not be run: ${done.error.message}`);
  if (done.status !== 0) throw new Error(`go ${args.join(' ')} failed:\n${done.stderr.slice(-2000)}`);
  return done.stdout;
}

/** The folder of a module in Go's cache, fetched where it is missing and held to the digest that Gatehouse knows. */
function moduleFolder({ name, digest }) {
  const { Dir, Sum } = JSON.parse(go(['mod', 'download', '-json', name], root));
  if (digest && Sum !== digest) throw new Error(`${name} has the digest ${Sum}, not ${digest}`);
  return Dir;
}

const flags = ['-buildvcs=false', '-trimpath', '-ldflags', '-s -w'];
const compile = (target, pkg, cwd) => go(['build', ...flags, '-o', target, pkg], cwd);

/** A copy of a module that may be changed. */
function copied(folder, name) {
  const target = join(podsFolder(), 'source', name);
  rmSync(target, { recursive: true, force: true });
  cpSync(folder, target, { recursive: true });
  spawnSync('chmod', ['-R', 'u+w', target]);
  return target;
}

const NO_PROVIDERS = `package dns

import (
	"fmt"

	"github.com/go-acme/lego/v5/challenge"
)

func NewDNSChallengeProviderByName(name string) (challenge.Provider, error) {
	return nil, fmt.Errorf("unrecognized DNS provider: %s", name)
}
`;

const NO_EXTENSIONS = `package ext

type HTTP struct{}

func (in *HTTP) DeepCopyInto(out *HTTP) { *out = *in }

type Router struct{}

func (in *Router) DeepCopyInto(out *Router) { *out = *in }
`;

/** What checks passwords in Traefik: the newest commit of its fork that the module proxy holds; nothing here asks for a password. */
const PASSWORDS =
  'github.com/abbot/go-http-auth=github.com/containous/go-http-auth@v0.4.1-0.20200324110947-a37a7636d23e';

/**
 * Traefik with stubs for what is not in its module: a page in place of the web UI, and types without fields for its extensions;
 * and without the DNS providers of its own ACME client, which would double what is to be compiled.
 */
function buildTraefik(target) {
  const source = copied(moduleFolder(pinned('github.com/traefik/traefik/v3')), 'traefik');
  writeFileSync(join(source, 'webui/static/index.html'), '<!doctype html><title>Traefik</title>\n');
  const extensions = join(source, 'pkg/config/dynamic/ext');
  mkdirSync(extensions);
  writeFileSync(join(extensions, 'go.mod'), 'module github.com/traefik/traefik/dynamic/ext\n');
  writeFileSync(join(extensions, 'ext.go'), NO_EXTENSIONS);
  const version = /go-acme\/lego\/v5 (v\S+)/.exec(readFileSync(join(source, 'go.mod'), 'utf8'))[1];
  const lego = copied(moduleFolder({ name: `github.com/go-acme/lego/v5@${version}` }), 'lego');
  writeFileSync(join(lego, 'providers/dns/zz_gen_dns_providers.go'), NO_PROVIDERS);
  go(['mod', 'edit', `-replace=github.com/go-acme/lego/v5=${lego}`, `-replace=${PASSWORDS}`], source);
  go(['build', '-mod=mod', ...flags, '-o', target, './cmd/traefik'], source);
  rmSync(join(podsFolder(), 'source'), { recursive: true, force: true });
}

const metallb = () => pinned('go.universe.tf/metallb');

const PROGRAMS = {
  hello: (target) => compile(target, '.', join(root, 'conformance/netlab/pods')),
  'kube-proxy': (target) => compile(target, 'k8s.io/kubernetes/cmd/kube-proxy', enginesFolder),
  'metallb-controller': (target) => compile(target, './controller', moduleFolder(metallb())),
  'metallb-speaker': (target) => compile(target, './speaker', moduleFolder(metallb())),
  traefik: buildTraefik,
};

/** What a binary is built from: another version is another file. */
const stamp = {
  hello: () => '1',
  'kube-proxy': () => /k8s.io\/kubernetes (v\S+)/.exec(readFileSync(join(enginesFolder, 'go.mod'), 'utf8'))[1],
  'metallb-controller': () => metallb().name.split('@')[1],
  'metallb-speaker': () => metallb().name.split('@')[1],
  traefik: () => pinned('github.com/traefik/traefik/v3').name.split('@')[1],
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
