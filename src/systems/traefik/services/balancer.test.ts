import { describe, expect, it } from 'vitest';
import { Balancer } from './balancer.ts';

const turns = (
  balancer: Balancer,
  servers: readonly { url: string; weight?: number; fenced?: boolean }[],
  count: number,
): string => Array.from({ length: count }, () => balancer.pickServer('s', servers)?.url ?? '-').join('');

describe('a balancer', () => {
  it('takes servers in turn', () => {
    expect(turns(new Balancer(), [{ url: 'a' }, { url: 'b' }, { url: 'c' }], 7)).toBe('abcabca');
  });

  it('gives shares by weight, spread out', () => {
    const order = turns(
      new Balancer(),
      [
        { url: 'a', weight: 3 },
        { url: 'b', weight: 1 },
      ],
      8,
    );
    expect(order.replaceAll('b', '')).toHaveLength(6);
    expect(order).not.toContain('bb');
  });

  it('leaves out servers that end and those without a weight', () => {
    expect(turns(new Balancer(), [{ url: 'a', fenced: true }, { url: 'b' }, { url: 'c', weight: 0 }], 2)).toBe('bb');
    expect(turns(new Balancer(), [{ url: 'a', fenced: true }], 1)).toBe('-');
  });

  it('keeps the turn while the servers stay, and starts anew when they change', () => {
    const balancer = new Balancer();
    expect(turns(balancer, [{ url: 'a' }, { url: 'b' }], 1)).toBe('a');
    expect(turns(balancer, [{ url: 'a' }, { url: 'b' }], 1)).toBe('b');
    expect(turns(balancer, [{ url: 'b' }, { url: 'c' }], 2)).toBe('bc');
  });
});
