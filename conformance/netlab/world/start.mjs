// The world outside the platform: what Flux reads, under the names it is told, trusted by every pod.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importTypeScript } from '../../real/typescript.mjs';
import { outside } from '../platform/network.mjs';
import { inside, sh } from '../platform/shell.mjs';
import { packCharts } from './charts.mjs';
import { answerForNames } from './names.mjs';
import { publishRepository } from './repository.mjs';

const server = fileURLToPath(new URL('serve.mjs', import.meta.url));

/** Where the parts of a world lie; pods trust and ask it from their start. */
export const worldIn = (folder, driver) => ({ names: driver, trusted: join(folder, 'trusted.crt') });

async function certificatesOf(hosts) {
  const { makeCertificate } = await importTypeScript('conformance/netlab/gate/certificates.ts');
  return Object.fromEntries(await Promise.all(hosts.map(async (host) => [host, await makeCertificate(host)])));
}

/** Serves a lab's repository, with more files in it, and its charts; answers for its names, also to the program itself. */
export async function startWorld({ api, processes, folder, plan }, lab, files) {
  const source = new URL(lab.source);
  const hosts = [...new Set([source.hostname, ...lab.charts.map(({ url }) => new URL(url).hostname)])];
  const certificates = await certificatesOf(hosts);
  writeFileSync(
    plan.world.trusted,
    Object.values(certificates)
      .map(({ certificate }) => `${certificate}\n`)
      .join(''),
  );
  const [git, charts] = ['git', 'charts'].map((name) => join(folder, name));
  mkdirSync(charts);
  await packCharts(charts, lab.charts);
  publishRepository(join(git, source.pathname), { folder: lab.folder, files, branch: lab.branch });
  const settings = { address: outside.client, certificates, git, gitHost: source.hostname, files: charts };
  const file = join(folder, 'world.json');
  writeFileSync(file, JSON.stringify(settings));
  const [command, ...args] = inside('outside', process.execPath, server, file);
  processes.start('world', command, args);
  const world = Object.fromEntries(hosts.map((host) => [host, outside.client]));
  await answerForNames(api, plan.driver, { ...lab.names, ...world });
  const resolver = join(folder, 'resolv.conf');
  writeFileSync(resolver, `nameserver ${plan.driver}\n`);
  sh([`mount --bind ${resolver} /etc/resolv.conf`]);
}
