// A client that asks addresses again and again, each time by a new connection, until it is told to end; then it prints what it was answered.
//
//   node conformance/netlab/outages/client.mjs NAME=ADDRESS...
import { get } from 'node:http';

const EVERY_MILLISECONDS = 200;
const LIMIT_MILLISECONDS = 1000;

const answers = Object.fromEntries(process.argv.slice(2).map((each) => [each.split('=')[0], []]));

/** `ok`, `refused`, `timeout`, or the status of an answer that is none. */
function ask(address) {
  return new Promise((resolve) => {
    const call = get({ host: address, agent: false }, (answer) => {
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
