import type { Secret } from "../redaction/secret.ts";
import type { TokenSource } from "./token-source.ts";

/** A token as its source gives it. */
export interface IssuedToken {
  secret: Secret;
  /** Epoch ms. */
  expires: number;
}

/** Milliseconds before the expiry at which a new token is fetched. Microsoft's libraries renew at this time too. */
const MARGIN = 300_000;
/** Milliseconds after a failure in which the source is not asked again, because many cells may need the token. */
const PATIENCE = 30_000;

/** Makes a source that keeps the token of each scope until shortly before it expires. */
export function renewedTokens(fetch: (scope: string) => Promise<IssuedToken>, now: () => number): TokenSource {
  const tokens = new Map<string, RenewedToken>();
  return async (scope) => {
    const token = tokens.get(scope) ?? new RenewedToken(() => fetch(scope), now);
    tokens.set(scope, token);
    return await token.get();
  };
}

/** A token that is fetched once for all who need it, and again before it expires. */
class RenewedToken {
  readonly #fetch: () => Promise<IssuedToken>;
  readonly #now: () => number;
  #current: IssuedToken | null = null;
  #pending: Promise<Secret> | null = null;
  #failure: { error: unknown; at: number } | null = null;

  constructor(fetch: () => Promise<IssuedToken>, now: () => number) {
    this.#fetch = fetch;
    this.#now = now;
  }

  /** Returns a token that is still valid. Throws the error of the source if there is none. */
  async get(): Promise<Secret> {
    if (this.#current !== null && this.#now() < this.#current.expires - MARGIN) return this.#current.secret;
    this.#pending ??= this.#renew().finally(() => {
      this.#pending = null;
    });
    return await this.#pending;
  }

  async #renew(): Promise<Secret> {
    try {
      if (this.#failure !== null && this.#now() - this.#failure.at < PATIENCE) throw this.#failure.error;
      this.#current = await this.#fetch();
      this.#failure = null;
      return this.#current.secret;
    } catch (error) {
      if (this.#failure?.error !== error) this.#failure = { error, at: this.#now() };
      // The old token is still good until it expires.
      if (this.#current !== null && this.#now() < this.#current.expires) return this.#current.secret;
      throw error;
    }
  }
}
