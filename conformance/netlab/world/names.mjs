// Names for the platform: Services of the cluster, hosts of the world outside, and those of a lab's own zone. UDP alone, addresses of IPv4 alone.
import { createSocket } from 'node:dgram';

const HEADER_BYTES = 12;
const TYPE_A = 1;
const SECONDS = 5;
const NO_SUCH_NAME = 3;

/** The first question of a message: its name, its type, and where it ends. */
export function readQuestion(message) {
  const labels = [];
  let at = HEADER_BYTES;
  while (message[at] > 0) {
    labels.push(message.toString('ascii', at + 1, at + 1 + message[at]));
    at += message[at] + 1;
  }
  return { name: labels.join('.').toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 };
}

/** The answer to a message: addresses, none (the name has no such record), or undefined: no such name. */
export function writeAnswer(message, { type, end }, addresses) {
  const records = type === TYPE_A ? (addresses ?? []) : [];
  const head = Buffer.from(message.subarray(0, end));
  // A recursive answer to one question, by one who knows.
  head.writeUInt16BE(0x8580 | (addresses === undefined ? NO_SUCH_NAME : 0), 2);
  for (const [offset, count] of [
    [4, 1],
    [6, records.length],
    [8, 0],
    [10, 0],
  ])
    head.writeUInt16BE(count, offset);
  const written = records.map((address) => {
    const record = Buffer.from([0xc0, HEADER_BYTES, 0, TYPE_A, 0, 1, 0, 0, 0, SECONDS, 0, 4]);
    return Buffer.concat([record, Buffer.from(address.split('.').map(Number))]);
  });
  return Buffer.concat([head, ...written]);
}

/** Address of a Service by its name in the cluster; undefined when there is none. */
async function addressOfService(api, name) {
  const [service, namespace] = name.split('.');
  const found = await api.get(`/api/v1/namespaces/${namespace}/services/${service}`);
  return found && [found.spec.clusterIP].filter((address) => address !== 'None');
}

/** Answers for names at an address, until the program ends: `hosts` maps names to addresses, `*.` before one stands for all below it. */
export async function answerForNames(api, address, hosts) {
  const socket = createSocket('udp4');
  const lookUp = async (name) => {
    if (name.endsWith('.svc.cluster.local')) return addressOfService(api, name);
    const known = hosts[name] ?? hosts[`*.${name.split('.').slice(1).join('.')}`];
    return known && [known];
  };
  socket.on('message', async (message, from) => {
    const question = readQuestion(message);
    const addresses = await lookUp(question.name).catch(() => undefined);
    socket.send(writeAnswer(message, question, addresses), from.port, from.address);
  });
  await new Promise((done) => socket.bind(53, address, done));
  socket.unref();
}
