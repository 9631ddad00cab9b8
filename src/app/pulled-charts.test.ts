import { afterEach, expect, test } from 'vitest';
import type { WantedChart } from '../charts/contract.ts';
import { metadata, packChart } from '../charts/test-charts.ts';
import { putChart, type Respond, type Shelf, serveOnLoopback, shelved, testClient } from '../registry/test-registry.ts';
import { chartPuller, pulledStore, pullingStore } from './pulled-charts.ts';

const open: { close: () => unknown }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});

async function serve(respond: Respond) {
  const server = await serveOnLoopback(respond);
  const client = testClient();
  open.push(server, client);
  return { ...server, client };
}

const archive = packChart('app', { 'Chart.yaml': metadata('app', '', '1.2.0'), 'values.yaml': 'a: b\n' });
const index = 'apiVersion: v1\nentries:\n  app:\n  - {name: app, version: 1.2.0, urls: [app.tgz]}\n';
const overHttp: Respond = ({ path }, response) => {
  if (path === '/repo/index.yaml') return void response.end(index);
  if (path === '/repo/app.tgz') return void response.end(archive);
  response.writeHead(404).end();
};

const want = (url: string, range: string): WantedChart => ({ name: 'app', range, source: { type: 'repository', url } });

test.each(['1.2.0', 'v1.2.0', '1.x'])(
  'a chart that %s asks for is found by that once it was brought',
  async (range) => {
    const { host, client } = await serve(overHttp);
    const wanted = want(`http://${host}/repo`, range);
    expect(await pulledStore(client.cache).find(wanted)).toBeUndefined();
    expect(await chartPuller(client).pull(wanted)).toEqual({ version: '1.2.0' });
    expect(await pulledStore(client.cache).find(wanted)).toMatchObject({
      name: 'app',
      version: '1.2.0',
      where: 'the cache of Gatehouse',
    });
  },
);

test('a chart of a registry is brought by its tag', async () => {
  const shelf: Shelf = new Map();
  putChart(shelf, 'charts/app', '1.2.0', archive);
  const { host, client } = await serve(shelved(shelf));
  const wanted = want(`oci://${host}/charts`, '1.2.0');
  expect(await pullingStore(client).find(wanted)).toMatchObject({ name: 'app', version: '1.2.0' });
  expect(await pulledStore(client.cache).find(wanted)).toMatchObject({ name: 'app' });
});

test('what no repository has is not there, and said when it is to be brought', async () => {
  const { host, client } = await serve(overHttp);
  const wanted = want(`http://${host}/repo`, '7.0.0');
  expect(await pullingStore(client).find(wanted)).toBeUndefined();
  await expect(chartPuller(client).pull(wanted)).rejects.toThrow('chart app has no version that 7.0.0 allows');
});
