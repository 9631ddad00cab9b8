// A client that asks addresses again and again, each time by a new connection, until it is told to end; then it prints what it was answered.
//
//   node conformance/netlab/outages/client.mjs NAME=ADDRESS... or NAME=URL@ADDRESS...
import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';

const EVERY_MILLISECONDS = 200;
const LIMIT_MILLISECONDS = 1000;

const answers = Object.fromEntries(process.argv.slice(2).map((each) => [each.split('=')[0], []]));

/** `ok`, `refused`, `timeout`, or the status of an answer that is none. */
function ask(target) {
  const [address, text = `http://${address}/`] = target.split('@').reverse();
  const { protocol, hostname, pathname } = new URL(text);
  const get = protocol === 'https:' ? getHttps : getHttp;
  const tls = { servername: hostname, rejectUnauthorized: false };
  return new Promise((resolve) => {
    const request = { host: address, path: pathname, headers: { host: hostname }, agent: false };
    const call = get({ ...request, ...(protocol === 'https:' && tls) }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200 ? 'ok' : String(answer.statusCode));
    });
    const timer = setTimeout(() => {
      resolve('timeout');
      call.destroy();
    }, LIMIT_MILLISECONDS);
    call.once('error', () => resolve('refused'));
    call.once('close', () => clearTimeout(timer));
  });
}

for (const each of process.argv.slice(2)) {
  const [name, address] = each.split('=');
  setInterval(async () => {
    const at = Date.now();
    answers[name].push([at, await ask(address)]);
  }, EVERY_MILLISECONDS);
}

process.stdin.resume();
process.stdin.once('end', () => process.stdout.write(JSON.stringify(answers), () => process.exit(0)));
