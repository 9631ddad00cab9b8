import { readFile } from 'node:fs/promises';

/**
 * Link-layer addresses that have answered this machine, by IP address: what its kernel remembers (Linux: `/proc/net/arp`, IPv4). Empty where
 * nothing can be read: then nothing has been heard, which says nothing of who is there.
 */
export async function readNeighbours(file = '/proc/net/arp'): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const rows = text.split('\n').slice(1);
  return new Map(
    rows.flatMap((row) => {
      const [address = '', , flags = '', link = ''] = row.split(/\s+/);
      // Flag 2: the entry is complete; without it the address did not answer.
      const isComplete = (Number.parseInt(flags, 16) & 2) !== 0;
      return isComplete && link !== '00:00:00:00:00:00' ? [[address, link.toLowerCase()] as const] : [];
    }),
  );
}
