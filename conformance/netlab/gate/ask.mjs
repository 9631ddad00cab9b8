// A client of the gate: asks an address for names by HTTPS and prints status and certificate of each.
//
//   node conformance/netlab/gate/ask.mjs ADDRESS HOST...
import { request } from 'node:https';

const [address, ...hosts] = process.argv.slice(2);

const ask = (host) =>
  new Promise((resolve) => {
    const settings = { host: address, servername: host, headers: { host }, rejectUnauthorized: false, agent: false };
    const call = request({ ...settings, timeout: 3000 }, (answer) => {
      answer.resume();
      resolve({ host, status: answer.statusCode, certificate: answer.socket.getPeerCertificate().subject.CN });
    });
    call.once('timeout', () => call.destroy());
    call.once('error', () => resolve({ host, status: null, certificate: null }));
    call.end();
  });

const answers = [];
for (const host of hosts) answers.push(await ask(host));
process.stdout.write(JSON.stringify(answers), () => process.exit(0));
