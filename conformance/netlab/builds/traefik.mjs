// Traefik from its published module, with stubs for what that lacks.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copied, flags, forgetCopies, go, moduleFolder, pinned } from './modules.mjs';

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
export function buildTraefik(target) {
  const source = copied(moduleFolder(pinned('github.com/traefik/traefik/v3')), 'traefik');
  copyFileSync(join(source, 'webui/index.html'), join(source, 'webui/static/index.html'));
  const extensions = join(source, 'pkg/config/dynamic/ext');
  mkdirSync(extensions);
  writeFileSync(join(extensions, 'go.mod'), 'module github.com/traefik/traefik/dynamic/ext\n');
  writeFileSync(join(extensions, 'ext.go'), NO_EXTENSIONS);
  const version = /go-acme\/lego\/v5 (v\S+)/.exec(readFileSync(join(source, 'go.mod'), 'utf8'))[1];
  const lego = copied(moduleFolder({ name: `github.com/go-acme/lego/v5@${version}` }), 'lego');
  writeFileSync(join(lego, 'providers/dns/zz_gen_dns_providers.go'), NO_PROVIDERS);
  go(['mod', 'edit', `-replace=github.com/go-acme/lego/v5=${lego}`, `-replace=${PASSWORDS}`], source);
  go(['build', '-mod=mod', ...flags, '-o', target, './cmd/traefik'], source);
  forgetCopies(source, lego);
}
