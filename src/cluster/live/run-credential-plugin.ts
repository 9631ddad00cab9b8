import { spawn } from 'node:child_process';
import { codeOf, GatehouseError, messageOf } from '../../core/errors.ts';
import { ignoreErrors } from '../../core/ignore-errors.ts';
import { isJsonObject, type JsonObject } from '../../kube/json.ts';
import { parseJson } from '../../kube/wide-json.ts';

/** What a credential plugin gave (client-go pkg/apis/clientauthentication ExecCredentialStatus). */
export interface PluginCredential {
  readonly token?: string;
  /** PEM. */
  readonly certificate?: string;
  /** PEM. */
  readonly key?: string;
  /** Milliseconds since the epoch from which it no longer holds; undefined where it says nothing of that. */
  readonly expires?: number;
}

/** The `exec` of a user, and what the plugin may be told of the cluster. */
export interface PluginCall {
  readonly exec: JsonObject;
  readonly cluster: JsonObject & { readonly server: string };
  /** Milliseconds after which it is given up and ended. */
  readonly timeoutMs: number;
}

/** What plugins say is never shown: it may hold what is secret. */
const mostBytes = 1024 * 1024;

/**
 * Runs a credential plugin as kubectl does where nobody is at the keyboard (client-go plugin/pkg/client/auth/exec/exec.go). Fails when it
 * cannot be run, ends with an error, takes too long, or gives nothing to log in with.
 */
export async function runCredentialPlugin(call: PluginCall): Promise<PluginCredential> {
  const { exec } = call;
  const { command } = exec;
  if (typeof command !== 'string' || command === '')
    throw new GatehouseError('the kubeconfig names no command to get credentials with', {
      hint: 'set users[].user.exec.command',
    });
  if (exec.interactiveMode === 'Always')
    throw pluginFailure(exec, 'asks a person, and none is asked here (interactiveMode: Always)');
  const out = await outputOf(command, call);
  return readCredential(exec, out);
}

function outputOf(command: string, { exec, cluster, timeoutMs }: PluginCall): Promise<string> {
  const env = { ...process.env, ...variablesOf(exec), KUBERNETES_EXEC_INFO: JSON.stringify(infoFor(exec, cluster)) };
  return new Promise((resolve, reject) => {
    const child = spawn(command, argumentsOf(exec), { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(pluginFailure(exec, `does not end within ${timeoutMs / 1000} s`));
    }, timeoutMs);
    ignoreErrors(child.stdout, child.stderr);
    child.stderr.resume();
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= mostBytes) chunks.push(chunk);
      else child.kill('SIGKILL');
    });
    child.on('error', (thrown) => {
      clearTimeout(timer);
      reject(pluginFailure(exec, codeOf(thrown) === 'ENOENT' ? 'is not there' : messageOf(thrown)));
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve(Buffer.concat(chunks).toString('utf8'));
      else reject(pluginFailure(exec, `ends with ${code === null ? signal : `exit code ${code}`}`));
    });
  });
}

const argumentsOf = ({ args }: JsonObject): string[] => (Array.isArray(args) ? args.map(String) : []);

function variablesOf({ env }: JsonObject): Record<string, string> {
  const set = Array.isArray(env) ? env.filter(isJsonObject) : [];
  return Object.fromEntries(set.map(({ name, value }) => [String(name), String(value ?? '')]));
}

/** What a plugin reads of who asks (pkg/apis/clientauthentication/v1 ExecCredential). */
const infoFor = ({ apiVersion, provideClusterInfo }: JsonObject, cluster: PluginCall['cluster']) => ({
  kind: 'ExecCredential',
  apiVersion,
  spec: {
    interactive: false,
    ...(provideClusterInfo === true && {
      cluster: {
        server: cluster.server,
        'tls-server-name': cluster['tls-server-name'],
        'insecure-skip-tls-verify': cluster['insecure-skip-tls-verify'],
        'certificate-authority-data': cluster['certificate-authority-data'],
        'proxy-url': cluster['proxy-url'],
      },
    }),
  },
});

function readCredential(exec: JsonObject, out: string): PluginCredential {
  const status = statusOf(out);
  if (!status) throw pluginFailure(exec, 'prints no ExecCredential');
  const text = (name: string) => (typeof status[name] === 'string' && status[name] !== '' ? status[name] : undefined);
  const token = text('token');
  const certificate = text('clientCertificateData');
  const key = text('clientKeyData');
  if (token === undefined && (certificate === undefined || key === undefined))
    throw pluginFailure(exec, 'gives neither a token nor a certificate with its key');
  const expires = Date.parse(text('expirationTimestamp') ?? '');
  return {
    ...(token !== undefined && { token }),
    ...(certificate !== undefined && key !== undefined && { certificate, key }),
    ...(!Number.isNaN(expires) && { expires }),
  };
}

function statusOf(out: string): JsonObject | undefined {
  try {
    const value = parseJson(out);
    return isJsonObject(value) && isJsonObject(value.status) ? value.status : undefined;
  } catch {
    return undefined;
  }
}

function pluginFailure(exec: JsonObject, why: string): GatehouseError {
  const install = typeof exec.installHint === 'string' ? exec.installHint.trim() : '';
  return new GatehouseError(`the credential plugin ${String(exec.command)} ${why}`, {
    hint: install || 'run `kubectl get --raw /version` with the same kubeconfig: kubectl runs the same plugin',
  });
}
