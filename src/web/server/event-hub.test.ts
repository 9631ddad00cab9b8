import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createEventHub, type EventHub } from './event-hub.ts';

/** A client that takes what it is sent, or not. */
class Client extends EventEmitter {
  readonly written: string[] = [];
  takes = true;
  isDestroyed = false;

  write(text: string): boolean {
    this.written.push(text);
    return this.takes;
  }
  destroy(): void {
    this.isDestroyed = true;
    this.emit('close');
  }
}

const limits = { pace: 50, heartbeat: 1000, most: 100 };
let hub: EventHub;
const attach = (client: Client) => hub.attach(client as unknown as ServerResponse, []);
const stage = (name: string, at: number) => ({ key: name, type: 'progress', data: { name, at } });

beforeEach(() => {
  vi.useFakeTimers();
  hub = createEventHub(limits);
});
afterEach(() => {
  hub.close();
  vi.useRealTimers();
});

test('ten thousand events come to a few writes, and the newest of each thing is among them', () => {
  const client = new Client();
  attach(client);
  for (let at = 1; at <= 10_000; at++) {
    hub.publish(stage(`stage-${at % 10}`, at));
    if (at % 1000 === 0) vi.advanceTimersByTime(limits.pace);
  }
  vi.advanceTimersByTime(limits.pace);
  expect(client.written.length).toBeLessThanOrEqual(11);
  for (let at = 9991; at <= 10_000; at++) expect(client.written.join('')).toContain(`"at":${at}}`);
});

test('a client that does not read is sent nothing more, and then what is so by then', () => {
  const client = new Client();
  client.takes = false;
  attach(client);
  for (let at = 1; at <= 500; at++) {
    hub.publish(stage('one', at));
    vi.advanceTimersByTime(limits.pace);
  }
  expect(client.written.length).toBe(1);
  client.takes = true;
  client.emit('drain');
  vi.advanceTimersByTime(limits.pace);
  expect(client.written).toHaveLength(2);
  expect(client.written[1]).toContain('"at":500}');
});

test('of more things than are kept for a slow client it is told to read all anew', () => {
  const client = new Client();
  client.takes = false;
  attach(client);
  hub.publish(stage('first', 0));
  vi.advanceTimersByTime(limits.pace);
  for (let at = 0; at <= limits.most; at++) hub.publish(stage(`stage-${at}`, at));
  client.emit('drain');
  vi.advanceTimersByTime(limits.pace);
  expect(client.written.at(-1)).toBe('event: resync\ndata: {}\n\n');
});

test('who goes is forgotten, and who stays hears that the server lives', () => {
  const [gone, here] = [new Client(), new Client()];
  attach(gone);
  attach(here);
  gone.emit('close');
  hub.publish(stage('one', 1));
  vi.advanceTimersByTime(limits.heartbeat);
  expect(hub.listeners()).toBe(1);
  expect(gone.written).toEqual([]);
  expect(here.written.at(-1)).toBe(': alive\n\n');
});

test('the end of the hub is the end of all its answers', () => {
  const client = new Client();
  attach(client);
  hub.close();
  expect([client.isDestroyed, hub.listeners()]).toEqual([true, 0]);
});
