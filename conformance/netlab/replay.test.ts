import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { speakerFailureSeconds } from '../../src/systems/metallb/assumptions.ts';
import { predictSeen, type Way } from './clients/predict.ts';
import type { ElectionLab } from './elections/lab.ts';
import { electWinners, predictWinners } from './elections/predict.ts';
import { type GateLab, objectsOfGate, sharedObjects } from './gate/lab.ts';
import { openGate, openGateOf } from './gate/predict.ts';
import { predictSingle } from './outages/predict.ts';

const record = <T>(name: string): readonly T[] =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'records', `${name}.json`), 'utf8')).played;

const wayOf = ({ policy, announcer, pod, client }: Way) => `${policy} by ${announcer} to ${pod} from ${client}`;

describe('who answered for an address on the real platform', () => {
  interface Played {
    readonly setting: number;
    readonly lab: ElectionLab;
    readonly seen: Readonly<Record<string, readonly string[]>>;
  }
  const played = record<Played>('elections');
  const seenIn = ({ seen }: Played) =>
    Object.fromEntries(
      Object.entries(seen).map(([name, nodes]) => [name, nodes.length > 1 ? nodes : (nodes[0] ?? null)]),
    );

  test('is whom the election predicts, in every lab', () => {
    for (const each of played) expect(electWinners(each.lab), JSON.stringify(each.lab)).toEqual(seenIn(each));
  });

  test('is whom the embedded cluster lets announce, MetalLB installed by its manifest', async () => {
    const labs = played.filter(({ setting }) => setting === 1).slice(0, 2);
    expect(await predictWinners(labs.map(({ lab }) => lab))).toEqual(labs.map(seenIn));
  });
});

describe('the client address that a pod saw on the real platform', () => {
  type Asked = Way & { readonly seen: string | null };
  const asked = ['routes', 'vxlan'].flatMap((cni) => record<Asked>(`clients-${cni}`));

  test('is, over both kinds of pod network, every one of those predicted and no other', () => {
    const ways = [...new Set(asked.map(wayOf))];
    expect(ways).toHaveLength(asked.length / 2);
    for (const way of ways) {
      const both = asked.filter((each) => wayOf(each) === way);
      const addresses = new Set(both.flatMap(({ seen }) => seen ?? []));
      expect([...addresses].sort(), way).toEqual([...predictSeen(both[0]!)].sort());
    }
  });
});

describe('what the gate answered on the real platform', () => {
  interface Asked extends Way {
    readonly seen: readonly {
      readonly host: string;
      readonly status: number | null;
      readonly certificate: string | null;
    }[];
  }
  const asked = ['routes', 'vxlan'].flatMap((cni) => record<Asked>(`gate-${cni}`));
  const text = ({ status, certificate }: { readonly status: number | null; readonly certificate: string | null }) =>
    `${status} with ${certificate}`;

  test('is, over both kinds of pod network, every answer predicted and no other, with the certificate predicted', async () => {
    const predict = await openGate();
    for (const way of new Set(asked.map(wayOf))) {
      const both = asked.filter((each) => wayOf(each) === way);
      for (const { host } of both[0]!.seen) {
        const seen = both.flatMap((each) =>
          each.seen.filter((one) => one.host === host && one.status !== null).map(text),
        );
        const predicted = predict(both[0]!, host).map(text);
        expect([...new Set(seen)].sort(), `${host} ${way}`).toEqual([...new Set(predicted)].sort());
      }
    }
  });
});

describe('what random gates answered on the real platform', () => {
  interface Played {
    readonly number: number;
    readonly lab: GateLab;
    readonly seen: readonly {
      readonly client: string;
      readonly seen: readonly {
        readonly host: string;
        readonly status: number | null;
        readonly certificate: string | null;
      }[];
    }[];
  }
  const played = ['routes', 'vxlan'].flatMap((cni) => record<Played>(`gates-${cni}`));

  test('is, for clients inside and outside, one of the answers predicted, with the certificate predicted', async () => {
    const shared = await sharedObjects();
    for (const { number, lab, seen } of played) {
      const predict = openGateOf([...shared, ...objectsOfGate(lab)]);
      const way = { ...lab, pod: 'gate', hosted: false, address: '' };
      for (const { client, seen: answers } of seen)
        for (const { host, status, certificate } of answers) {
          const predicted = predict({ ...way, client }, host);
          const place = `lab ${number}: ${client} asks for ${host}`;
          if (status === null) expect(predicted, place).toEqual([]);
          else expect(predicted, place).toContainEqual({ status, certificate });
        }
    }
  });
});

describe('what clients missed on the real platform', () => {
  interface Missed {
    readonly before: boolean;
    readonly failed: number;
    readonly untilSeconds?: number;
    readonly share?: number;
  }
  const played = record<{ readonly fault: string; readonly seen: Readonly<Record<string, Missed>> }>('outages');
  const of = (fault: string, service: string) => played.find((each) => each.fault === fault)!.seen[service]!;

  test('is nothing while a speaker that was killed is started again', () => {
    expect(of('speaker killed', 'local')).toEqual({ before: true, failed: 0 });
  });

  test.each(['cable pulled', 'node dead', 'node dead again'])('is an address for as long as assumed: %s', (fault) => {
    const { before, untilSeconds } = of(fault, 'local');
    expect(before).toBe(true);
    expect(untilSeconds).toBeGreaterThanOrEqual(speakerFailureSeconds.least);
    expect(untilSeconds).toBeLessThanOrEqual(speakerFailureSeconds.most);
  });

  test('is an app with one replica on a dead node for as long as predicted, and a part of one with more', async () => {
    const { notLedThere, back } = await predictSingle();
    // A node's last sign of life is up to 10 s old when it dies, and the node controller looks every 5 s.
    const within = 15;
    const cluster = of('node dead', 'cluster');
    expect(Math.abs(cluster.untilSeconds! - notLedThere)).toBeLessThan(within);
    expect(cluster.share).toBeLessThan(0.6);
    const single = of('node dead', 'single');
    expect(single.share).toBe(1);
    expect(Math.abs(single.untilSeconds! - back)).toBeLessThan(within);
  });
});
