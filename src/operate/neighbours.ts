import { readFile } from 'node:fs/promises';

/** Hardware address by IPv4 address, as this machine has learnt them; undefined where it does not tell. */
export async function readNeighbours(file = '/proc/net/arp'): Promise<ReadonlyMap<string, string> | undefined> {
  try {
    return parseNeighbours(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Rows of the kernel's table (proc_pid_net(5)); those that nobody has answered for are left out. */
export function parseNeighbours(text: string): ReadonlyMap<string, string> {
  const rows = text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/));
  const complete = rows.filter(
    ([ip, , flags, mac]) => ip && mac && (Number(flags) & 2) !== 0 && mac !== '00:00:00:00:00:00',
  );
  return new Map(complete.map(([ip, , , mac]) => [ip!, mac!.toLowerCase()]));
}
