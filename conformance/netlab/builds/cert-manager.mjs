// cert-manager from its published module. Its commands are modules of their own that are not published: `cert-manager/main.go` stands in
// their place, within a copy, as it needs packages that nobody outside may use.
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { copied, flags, forgetCopies, go, moduleFolder, pinned } from './modules.mjs';

const command = fileURLToPath(new URL('cert-manager/main.go', import.meta.url));

/** The module of cert-manager. */
export const certManagerModule = () => pinned('github.com/cert-manager/cert-manager');

/** Builds all of its parts as one program. */
export function buildCertManager(target) {
  const source = copied(moduleFolder(certManagerModule()), 'cert-manager');
  const folder = join(source, 'cmd/netlab');
  mkdirSync(folder, { recursive: true });
  copyFileSync(command, join(folder, 'main.go'));
  go(['build', '-mod=mod', ...flags, '-o', target, './cmd/netlab'], source);
  forgetCopies(source);
}
