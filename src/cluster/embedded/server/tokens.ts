import { createHash, generateKeyPairSync, type KeyObject, sign, timingSafeEqual, verify } from 'node:crypto';
import type { UnknownObject } from '../../../kube/object.ts';
import type { ApiState } from '../api/state.ts';
import { kind as serviceAccounts } from '../kinds/core/service-account.ts';

/** Who asks, as a SelfSubjectReview tells it. */
export interface User {
  readonly username: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

/** Whoever brings the token of the kubeconfig is the administrator. */
const administrator: User = { username: 'gatehouse-admin', groups: ['system:masters', 'system:authenticated'] };

/** The issuer of the tokens of service accounts, and the audience they are for unless another is asked for. */
export const issuer = 'https://kubernetes.default.svc.cluster.local';

/** What a token is to say. */
export interface TokenTerms {
  readonly audiences: readonly string[];
  readonly seconds: number;
}

interface Claims {
  readonly aud: readonly string[];
  readonly exp: number;
  readonly jti: string;
  readonly 'kubernetes.io': {
    readonly namespace: string;
    readonly serviceaccount: { readonly name: string; readonly uid: string };
  };
}

const curve = { dsaEncoding: 'ieee-p1363' } as const;
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * The tokens one server takes: the administrator's, and those it issued for service accounts, until they expire or their account is
 * gone. Signed with ES256 as the API server can; kubernetes pkg/serviceaccount/claims.go.
 */
export class Tokens {
  readonly #administrator: Buffer;
  readonly #state: ApiState;
  #pair: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } | undefined;

  constructor(administratorToken: string, state: ApiState) {
    this.#administrator = digest(administratorToken);
    this.#state = state;
  }

  /** A new token of a service account. */
  issue({ metadata }: UnknownObject, { audiences, seconds }: TokenTerms): string {
    const now = Math.floor(this.#state.now() / 1000);
    const { name, namespace = '', uid = '' } = metadata;
    const claims = {
      aud: audiences,
      exp: now + seconds,
      iat: now,
      iss: issuer,
      jti: this.#state.runtime.uid(),
      'kubernetes.io': { namespace, serviceaccount: { name, uid } },
      nbf: now,
      sub: `system:serviceaccount:${namespace}:${name}`,
    };
    const { privateKey } = this.#keys();
    const signed = `${encode({ alg: 'ES256', kid: this.#keyId() })}.${encode(claims)}`;
    return `${signed}.${sign('sha256', Buffer.from(signed), { key: privateKey, ...curve }).toString('base64url')}`;
  }

  /** Whose token it is; undefined when it is nobody's. */
  userOf(token: string): User | undefined {
    const found = this.review(token, [issuer]);
    return 'user' in found ? found.user : undefined;
  }

  /** Whose token it is, and for which of the audiences; or what is wrong with it (empty: it is none). */
  review(
    token: string,
    asked: readonly string[],
  ): { readonly user: User; readonly audiences: readonly string[] } | { readonly error: string } {
    if (timingSafeEqual(digest(token), this.#administrator)) return { user: administrator, audiences: asked };
    const claims = this.#claimsOf(token);
    if (!claims) return { error: '' };
    const audiences = claims.aud.filter((audience) => asked.includes(audience));
    if (audiences.length === 0) {
      const [given, wanted] = [claims.aud, asked].map(
        (list) => `[${list.map((name) => JSON.stringify(name)).join(' ')}]`,
      );
      return { error: `token audiences ${given} is invalid for the target audiences ${wanted}` };
    }
    if (claims.exp * 1000 <= this.#state.now()) return { error: 'service account token has expired' };
    const user = this.#accountOf(claims);
    return user ? { user, audiences } : { error: 'service account token has been invalidated' };
  }

  #accountOf(claims: Claims): User | undefined {
    const { namespace, serviceaccount } = claims['kubernetes.io'];
    const account = this.#state.store.get(serviceAccounts.table, namespace, serviceaccount.name);
    if (account?.metadata.uid !== serviceaccount.uid) return undefined;
    return {
      username: `system:serviceaccount:${namespace}:${serviceaccount.name}`,
      uid: serviceaccount.uid,
      groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
      extra: { 'authentication.kubernetes.io/credential-id': [`JTI=${claims.jti}`] },
    };
  }

  /** The public key as a JSON Web Key Set: what `/openid/v1/jwks` answers. */
  keySet(): unknown {
    const key = this.#keys().publicKey.export({ format: 'jwk' });
    return { keys: [{ use: 'sig', kid: this.#keyId(), alg: 'ES256', ...key }] };
  }

  #claimsOf(token: string): Claims | undefined {
    const [header, claims, signature, ...more] = token.split('.');
    if (!this.#pair || !header || !claims || !signature || more.length > 0) return undefined;
    const signed = Buffer.from(`${header}.${claims}`);
    const key = { key: this.#pair.publicKey, ...curve };
    if (!verify('sha256', signed, key, Buffer.from(signature, 'base64url'))) return undefined;
    return JSON.parse(Buffer.from(claims, 'base64url').toString()) as Claims;
  }

  // Made when first needed: most servers never issue a token.
  #keys() {
    this.#pair ??= generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return this.#pair;
  }

  #keyId(): string {
    return digest(this.#keys().publicKey.export({ type: 'spki', format: 'pem' }).toString()).toString('base64url');
  }
}
