import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'gatehouse-cli-secrets-'));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A run of `gatehouse` as a process, with a home of its own and nobody at the terminal. */
function gatehouse(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const run = spawnSync(process.execPath, [join(root, 'dist/cli/main.js'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, HOME: at('home'), NO_COLOR: '1', ...env },
    input: '',
  });
  return { code: run.status, out: run.stdout, all: run.stdout + run.stderr };
}

const secret = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: token\nstringData:\n  token: hunter2\n';
let recipient = '';

beforeAll(() => {
  const { out } = gatehouse(['secrets', 'init', '.']);
  recipient = /^recipient (\S+)$/m.exec(out)?.[1] ?? '';
  writeFileSync(at('token.sops.yaml'), secret);
});

describe('gatehouse secrets', () => {
  test('init makes a key that only its owner reads, and says the recipient alone', () => {
    expect(recipient).toMatch(/^age1[0-9a-z]{58}$/);
    const key = readFileSync(at('home/.config/sops/age/keys.txt'), 'utf8');
    expect(statSync(at('home/.config/sops/age/keys.txt')).mode & 0o777).toBe(0o600);
    const again = gatehouse(['secrets', 'init', '.']);
    expect(again.code).toBe(0);
    expect(again.all).toContain('kept');
    expect(again.all).not.toContain('AGE-SECRET-KEY');
    expect(readFileSync(at('home/.config/sops/age/keys.txt'), 'utf8')).toBe(key);
  });

  test('encrypt, decrypt, edit and rotate work on files, and say no value', () => {
    const encrypted = gatehouse(['secrets', 'encrypt', 'token.sops.yaml']);
    expect([encrypted.code, encrypted.all]).toEqual([0, 'encrypted token.sops.yaml\n']);
    const sealed = readFileSync(at('token.sops.yaml'), 'utf8');
    expect(sealed).not.toContain('hunter2');
    expect(gatehouse(['secrets', 'decrypt', 'token.sops.yaml']).out).toBe(secret);
    const changing = join(folder, 'change.mjs');
    writeFileSync(
      changing,
      "import { readFileSync, writeFileSync } from 'node:fs';\nconst f = process.argv[2];\nwriteFileSync(f, readFileSync(f, 'utf8').replace('hunter2', 'hunter3'));\n",
    );
    const edited = gatehouse(['secrets', 'edit', 'token.sops.yaml'], { EDITOR: `${process.execPath} ${changing}` });
    expect([edited.code, edited.all]).toEqual([0, 'encrypted token.sops.yaml\n']);
    const rotated = gatehouse(['secrets', 'rotate', 'token.sops.yaml']);
    expect([rotated.code, rotated.all]).toEqual([0, 'rotated token.sops.yaml\n']);
    expect(gatehouse(['secrets', 'decrypt', 'token.sops.yaml']).out).toBe(secret.replace('hunter2', 'hunter3'));
  });

  test('encrypt takes recipients with commas and several times, and files after them', () => {
    const other = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p';
    for (const given of [
      ['--age', `${recipient},${other}`],
      ['--age', recipient, '--age', other],
    ]) {
      writeFileSync(at('shared.yaml'), secret);
      expect(gatehouse(['secrets', 'encrypt', ...given, 'shared.yaml']).all).toBe('encrypted shared.yaml\n');
      const sealed = readFileSync(at('shared.yaml'), 'utf8');
      expect([recipient, other].filter((one) => !sealed.includes(`recipient: ${one}`))).toEqual([]);
    }
    expect(gatehouse(['secrets', 'decrypt', 'shared.yaml']).out).toBe(secret);
  });

  test('check ends with 1 for a Secret in clear, and shows nothing of it', () => {
    writeFileSync(at('open.yaml'), secret);
    const { code, all } = gatehouse(['secrets', 'check', '.']);
    expect(code).toBe(1);
    expect(all).toContain('error secret-in-clear  open.yaml:1');
    expect(all).not.toContain('hunter2');
    rmSync(at('open.yaml'));
    expect(gatehouse(['secrets', 'check', '.']).code).toBe(0);
  });

  test('check without the key ends with 0, and with --strict with 1', () => {
    const env = { HOME: at('nobody') };
    expect(gatehouse(['secrets', 'check', '.'], env).all).toContain('secret-not-verified');
    expect([
      gatehouse(['secrets', 'check', '.'], env).code,
      gatehouse(['secrets', 'check', '.', '--strict'], env).code,
    ]).toEqual([0, 1]);
  });

  test.each([
    [['secrets', 'decrypt', 'missing.yaml'], 'missing.yaml cannot be read'],
    [['secrets', 'encrypt', 'token.sops.yaml'], 'encrypted already'],
    [['secrets', 'decrypt', 'token.sops.yaml', '--key', 'nowhere'], 'there is no such key file'],
    [['secrets', 'dance'], 'must be init, encrypt'],
    [['secrets', 'init', '.', '--from', 'token'], 'a value itself is never an argument'],
  ])('%j ends with 2 and one reason', (args, message) => {
    const { code, all } = gatehouse(args);
    expect(code).toBe(2);
    expect(all).toContain(message);
    expect(all).not.toMatch(/^\s+at /m);
  });
});

describe('gatehouse secrets init of a lab', () => {
  const lab = () => `name: barn
domain: barn.example.org
network: { cidr: 10.0.0.0/24 }
nodes: [{ name: n1, address: 10.0.0.2, role: control-plane }]
distribution: { kind: k3s, token: { sops: k3s } }
ingress: { address: 10.0.0.9 }
secrets: { sops: { age: [${recipient}] } }
repository: { url: 'https://git.example.org/barn.git' }
login: { authelia: { host: auth, groups: { family: one-factor }, users: { sops: authelia-users }, keys: { sops: authelia-keys } } }
apps: [{ name: notes, image: 'example.org/notes:1', port: 3000, secretEnv: { TOKEN: { sops: notes } }, access: { group: family } }]
`;

  test('makes the encrypted files that it names, of values from files and the environment, and says what is lacking', () => {
    const init = (args: readonly string[] = [], env = {}) => gatehouse(['secrets', 'init', 'lab', ...args], env);
    spawnSync('mkdir', [at('lab')]);
    writeFileSync(at('lab/lab.yaml'), lab());
    writeFileSync(at('users.yml'), 'users:\n  alice: {}\n');
    const first = init(['--from', 'authelia-users/users.yml=users.yml'], { GATEHOUSE_SECRET_NOTES_TOKEN: 'hunter4' });
    expect(first.code).toBe(1);
    expect(first.out).toContain('encrypted lab/repository/secrets/notes.sops.yaml');
    expect(first.out).toContain('lacking secrets/k3s.sops.yaml token: the secret that nodes join with');
    expect(first.all).not.toContain('hunter4');
    const second = init([], { GATEHOUSE_SECRET_K3S_TOKEN: 'hunter5' });
    expect([second.code, second.out.match(/^kept lab/gm)?.length]).toEqual([0, 3]);
    const clear = gatehouse(['secrets', 'decrypt', 'lab/repository/secrets/notes.sops.yaml']).out;
    expect(clear).toBe(
      'apiVersion: v1\nkind: Secret\nmetadata:\n  name: notes\n  namespace: notes\nstringData:\n  TOKEN: hunter4\n',
    );
    expect(gatehouse(['secrets', 'decrypt', 'lab/repository/secrets/authelia-users.sops.yaml']).out).toContain(
      'alice: {}',
    );
    expect(gatehouse(['secrets', 'decrypt', 'lab/repository/secrets/authelia-keys.sops.yaml']).out).toMatch(
      /session: [0-9a-f]{96}\n/,
    );
    expect(gatehouse(['render', 'lab']).code).toBe(0);
    expect(gatehouse(['secrets', 'check', 'lab/repository']).out).toContain(
      '4 encrypted files, 4 verified, no findings',
    );
    expect(gatehouse(['check', 'lab']).out).toContain('no findings');
  });
});
