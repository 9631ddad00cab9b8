import {
  type ClientRequest,
  type IncomingMessage,
  request as requestHttp,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Duplex, Readable } from 'node:stream';
import { codeOf } from '../../../core/errors.ts';
import { answerInternal } from '../api/answer-api.ts';
import { decide } from '../decision/decide.ts';
import type { Decision, EntryRequest, Forward, Outcome } from '../decision/decision.ts';
import type { AuthAnswer, AuthRequest } from '../decision/exchange.ts';
import type { Configuration } from '../model/runtime-configuration.ts';
import type { TraefikState } from '../model/state.ts';
import type { Balancer } from '../services/balancer.ts';
import { dropHopByHop, readHeaders, toNode } from './headers.ts';
import { type Connect, endpointOf, exchangeWith, type ProxyAgents, startRequest, statusOfFailure } from './proxy.ts';

export interface AnswerContext {
  readonly state: TraefikState;
  readonly balancer: Balancer;
  readonly agents: ProxyAgents;
  readonly connect: Connect;
  readonly now: () => number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** What is sent back: head and body. */
interface Reply {
  readonly status: number;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string | Uint8Array | IncomingMessage;
}

type ServersForward = Forward & { readonly plan: Extract<Forward['plan'], { kind: 'servers' }> };

/** Upstream gives up after 30 s (pkg/middlewares/auth/forward.go). Here the answer comes from this process, however slow the machine is. */
const authTimeout = 10 * 60_000;

/** One request at the gate, from its decision to its answer. */
export class AnsweredRequest {
  private readonly shared: AnswerContext;
  private readonly incoming: EntryRequest;
  private readonly message: IncomingMessage;

  constructor(shared: AnswerContext, incoming: EntryRequest, message: IncomingMessage) {
    this.shared = shared;
    this.incoming = incoming;
    this.message = message;
  }

  /** Answers a plain request. */
  async answer(response: ServerResponse, { expectsContinue = false } = {}): Promise<void> {
    try {
      const decision = await this.decide();
      const reply = await this.replyTo(decision, (outgoing) => {
        if (expectsContinue) response.writeContinue();
        response.once('close', () => {
          if (!response.writableFinished) outgoing?.destroy();
        });
      });
      this.send(response, reply);
    } catch (thrown) {
      this.send(response, textReply(statusOfFailure(thrown)));
    }
  }

  /** Answers a request to switch protocols (WebSocket): joins both sides when the server agrees. */
  async upgrade(socket: Duplex, head: Buffer): Promise<void> {
    try {
      const decision = await this.decide();
      if (!isToServers(decision.forward)) {
        const reply = await this.replyTo(decision, () => undefined);
        return endRaw(socket, reply);
      }
      await this.switchProtocols(decision.forward, socket, head);
    } catch (thrown) {
      endRaw(socket, textReply(statusOfFailure(thrown)));
    }
  }

  private async decide(): Promise<Decision> {
    const { state, balancer } = this.shared;
    const pick = balancer.pickChild.bind(balancer);
    let decision = decide(this.configuration(), this.incoming, { pick, hostname: state.installation()?.hostname });
    while (decision.pending) decision = decision.pending.resume(await this.ask(decision.pending.request));
    return decision;
  }

  private configuration(): Configuration {
    return this.shared.state.configuration();
  }

  /** Puts a question to an auth server; undefined when it cannot be reached. */
  private async ask({ url, method, headers }: AuthRequest): Promise<AuthAnswer | undefined> {
    try {
      const endpoint = endpointOf(url);
      const at = await this.shared.connect(endpoint);
      const { pathname, search, host } = new URL(url);
      const outgoing = requestHttp({
        ...at,
        method,
        path: pathname + search,
        headers: { ...toNode(headers), Host: host },
        agent: this.shared.agents.http,
        timeout: authTimeout,
      });
      outgoing.once('timeout', () => outgoing.destroy());
      const answered = await new Promise<IncomingMessage>((resolve, reject) =>
        outgoing.once('response', resolve).on('error', reject).end(),
      );
      const chunks: Buffer[] = [];
      for await (const chunk of answered) chunks.push(chunk as Buffer);
      return { status: answered.statusCode ?? 500, headers: readHeaders(answered), body: Buffer.concat(chunks) };
    } catch {
      return undefined;
    }
  }

  private async replyTo({ outcome, forward }: Decision, proceed: (outgoing?: ClientRequest) => void): Promise<Reply> {
    if (!forward) return ownReply(outcome);
    const reply = isToServers(forward) ? await this.proxy(forward, proceed) : this.internal(forward);
    const headers = new Map([...reply.headers].map(([name, values]) => [name, [...values]]));
    for (const edit of forward.edits.toReversed()) edit(headers);
    return { ...reply, headers };
  }

  private internal({ plan, exchange }: Forward): Reply {
    const { state, now, startedAt } = this.shared;
    const { status, headers, body } = answerInternal(plan.name, exchange, {
      configuration: this.configuration(),
      version: state.installation()?.version ?? '',
      startedAt,
      now: now(),
    });
    return { status, headers: new Map(headers.map(([name, value]) => [name, [value]])), body };
  }

  private async start(forward: ServersForward, upgrade: boolean) {
    const { plan, exchange } = forward;
    const server = this.shared.balancer.pickServer(plan.name, plan.servers);
    if (!server) return undefined;
    const endpoint = endpointOf(server.url);
    const at = await this.shared.connect(endpoint);
    const appendForwardedFor = !this.configuration().static.entryPoints.get(this.incoming.entryPoint)?.forwardedHeaders
      .notAppendXForwardedFor;
    return startRequest({ exchange, plan, endpoint, at, agents: this.shared.agents, appendForwardedFor, upgrade });
  }

  private async proxy(forward: ServersForward, proceed: (outgoing: ClientRequest) => void): Promise<Reply> {
    const outgoing = await this.start(forward, false);
    if (!outgoing) return textReply(503);
    proceed(outgoing);
    const answered = await exchangeWith(outgoing, this.message as Readable);
    const headers = readHeaders(answered);
    dropHopByHop(headers);
    return { status: answered.statusCode ?? 502, headers, body: answered };
  }

  private async switchProtocols(forward: ServersForward, socket: Duplex, head: Buffer): Promise<void> {
    const outgoing = await this.start(forward, true);
    if (!outgoing) return endRaw(socket, textReply(503));
    outgoing.once('upgrade', (answered, upstream, first) => {
      const lines = [`HTTP/1.1 101 ${answered.statusMessage || 'Switching Protocols'}`];
      for (let i = 0; i + 1 < answered.rawHeaders.length; i += 2)
        lines.push(`${answered.rawHeaders[i]}: ${answered.rawHeaders[i + 1]}`);
      socket.write(`${lines.join('\r\n')}\r\n\r\n`);
      if (first.length > 0) socket.write(first);
      if (head.length > 0) upstream.write(head);
      join(socket, upstream);
    });
    outgoing.once('response', (answered) => {
      const headers = readHeaders(answered);
      dropHopByHop(headers);
      endRaw(socket, { status: answered.statusCode ?? 502, headers, body: answered });
    });
    outgoing.on('error', (thrown) => endRaw(socket, textReply(statusOfFailure(thrown))));
    outgoing.end();
  }

  private send(response: ServerResponse, { status, headers, body }: Reply): void {
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    const out = toNode(headers);
    // Go's server says nothing about a connection it keeps.
    if (this.message.httpVersion === '1.1' && response.shouldKeepAlive) response.removeHeader('Connection');
    if (typeof body === 'string' || body instanceof Uint8Array) {
      response.writeHead(status, { ...out, 'Content-Length': Buffer.byteLength(body) });
      response.end(body);
      // A body nobody read would keep the connection from being used again.
      this.message.resume();
      return;
    }
    response.writeHead(status, out);
    body.on('error', () => response.destroy());
    response.once('close', () => body.destroy());
    body.pipe(response);
  }
}

const isToServers = (forward: Forward | undefined): forward is ServersForward => forward?.plan.kind === 'servers';

const textReply = (status: number): Reply => ({ status, headers: new Map(), body: STATUS_CODES[status] ?? '' });

/** An answer of Traefik's own; an outcome that is not known is said so instead of guessed. */
function ownReply({ status, headers, body, unknown }: Outcome): Reply {
  if (status === undefined) {
    return {
      status: 501,
      headers: new Map([['Content-Type', ['text/plain; charset=utf-8']]]),
      body: `not modelled: ${unknown ?? 'no answer'}\n`,
    };
  }
  const grouped = new Map<string, string[]>();
  for (const [name, value] of headers) grouped.set(name, [...(grouped.get(name) ?? []), value]);
  return { status, headers: grouped, body: body ?? '' };
}

function join(a: Duplex, b: Duplex): void {
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    from.pipe(to);
    from.once('close', () => to.destroy());
    from.on('error', (thrown) => (codeOf(thrown) === undefined ? to.destroy(thrown) : to.destroy()));
  }
}

/** Writes an answer to a connection that asked to be upgraded, and ends it. */
function endRaw(socket: Duplex, { status, headers, body }: Reply): void {
  if (socket.destroyed) return;
  const plain = typeof body === 'string' || body instanceof Uint8Array;
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`];
  for (const [name, values] of headers) for (const value of values) lines.push(`${name}: ${value}`);
  if (plain) lines.push(`Content-Length: ${Buffer.byteLength(body)}`);
  socket.write(`${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n`);
  if (plain) socket.end(body);
  else {
    body.on('error', () => socket.destroy());
    body.pipe(socket);
  }
}
