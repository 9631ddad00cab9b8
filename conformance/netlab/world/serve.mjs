// What stands on the internet as far as the platform knows: Git over HTTPS, and charts. It is started by `start.mjs` in the namespace outside:
//
//   node conformance/netlab/world/serve.mjs SETTINGS.json
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:https';
import { join, normalize } from 'node:path';
import { createSecureContext } from 'node:tls';

const settings = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const contexts = Object.fromEntries(
  Object.entries(settings.certificates).map(([host, { certificate, key }]) => [
    host,
    createSecureContext({ cert: certificate, key }),
  ]),
);

/** Hands a request to Git's own program, as a web server does (git-http-backend(1)). */
function askGit(request, response, { pathname, search }) {
  const environment = {
    PATH: process.env.PATH,
    GIT_PROJECT_ROOT: settings.git,
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: pathname,
    QUERY_STRING: search.slice(1),
    REQUEST_METHOD: request.method,
    CONTENT_TYPE: request.headers['content-type'] ?? '',
    HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
    GIT_PROTOCOL: request.headers['git-protocol'] ?? '',
  };
  const child = spawn('git', ['http-backend'], { env: environment, stdio: ['pipe', 'pipe', 'ignore'] });
  const chunks = [];
  child.stdin.on('error', () => undefined);
  request.pipe(child.stdin);
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  child.once('close', () => {
    const all = Buffer.concat(chunks);
    const end = all.indexOf('\r\n\r\n');
    const lines = all.toString('latin1', 0, end).split('\r\n');
    for (const line of lines) {
      const [name, value] = line.split(': ');
      if (name === 'Status') response.statusCode = Number(value.slice(0, 3));
      else if (value !== undefined) response.setHeader(name, value);
    }
    response.end(all.subarray(end + 4));
  });
}

function giveFile(response, path) {
  const known = path.startsWith(settings.files) && existsSync(path) && statSync(path).isFile();
  response.statusCode = known ? 200 : 404;
  response.end(known ? readFileSync(path) : 'not found');
}

const server = createServer(
  { SNICallback: (name, done) => done(null, contexts[name]), ...Object.values(settings.certificates)[0] },
  (request, response) => {
    const host = request.headers.host.split(':')[0];
    const url = new URL(request.url, `https://${host}`);
    if (host === settings.gitHost) askGit(request, response, url);
    else giveFile(response, normalize(join(settings.files, host, url.pathname)));
  },
);
server.listen(443, settings.address);
