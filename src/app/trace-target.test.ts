import { describe, expect, test } from 'vitest';
import { GatehouseError } from '../core/errors.ts';
import { isStream, readTarget } from './trace-target.ts';

describe('what is followed', () => {
  test.each([
    ['https://Hello.example.org/a', 'https://hello.example.org/a', false],
    ['tcp://Mqtt.example.org:1883', 'tcp://mqtt.example.org:1883', true],
    ['tls://mqtt.example.org:8883/', 'tls://mqtt.example.org:8883', true],
    ['udp://192.168.1.5:53', 'udp://192.168.1.5:53', true],
    ['tcp://[fd00::5]:22', 'tcp://[fd00::5]:22', true],
  ])('%s', (target, href, stream) => {
    const url = readTarget(target);
    expect([url.href, isStream(url)]).toEqual([href, stream]);
  });

  test.each([
    ['mqtt://m.example.org', 'try tcp://m.example.org:1883'],
    ['mqtts://m.example.org:9999', 'try tls://m.example.org:9999'],
    ['ssh://git@g.example.org', 'try tcp://g.example.org:22'],
    ['wss://w.example.org', 'try https://w.example.org/'],
    ['m.example.org:1883', 'what is spoken there? e.g. tcp://m.example.org:1883, or https://m.example.org:1883/'],
    ['hello.example.org/a', 'try https://hello.example.org/a'],
    ['tcp://m.example.org', 'name the port, e.g. tcp://m.example.org:1883'],
    ['udp://m.example.org:53/path', 'e.g. udp://mqtt.home.example.org:1883'],
    ['ftp://f.example.org', 'e.g. gatehouse trace https://'],
  ])('%s is told what to type instead', (target, hint) => {
    const thrown = (() => {
      try {
        return readTarget(target);
      } catch (error) {
        return error;
      }
    })();
    expect(thrown).toBeInstanceOf(GatehouseError);
    expect((thrown as GatehouseError).hint).toContain(hint);
  });
});
