import type { JsonObject } from "../model/json.ts";
import { freshSecret } from "./identity.ts";
import type { ScenarioDeployment } from "./scenario.ts";

/** The session that an ephemeral secret is valid for. */
export interface Minted {
  surface: "ga" | "preview";
  kind: "realtime" | "transcription" | "translation";
  /** The session as configured at the mint, in the surface's shape. */
  session: JsonObject;
  /** Of a conversation or a translation. Null if the mint did not look up a deployment. */
  deployment: ScenarioDeployment | null;
  /** Ms since the epoch. */
  expiresAt: number;
}

/** From this number on, the next mint first removes expired secrets. */
const REMEMBERED = 1000;

/** The ephemeral secrets of a resource. Each is valid until it expires. */
export class Ephemerals {
  readonly #minted = new Map<string, Minted>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Mints a secret with a lifetime in seconds. */
  mint(minted: Omit<Minted, "expiresAt">, seconds: number): { value: string; expiresAt: number } {
    if (this.#minted.size >= REMEMBERED) this.#forgetExpired();
    const value = freshSecret("ek_");
    const expiresAt = this.#now() + seconds * 1000;
    this.#minted.set(value, { ...minted, expiresAt });
    return { value, expiresAt };
  }

  /** The session that the secret is valid for, or `expired`. Null if this resource does not know it. */
  find(value: string): Minted | "expired" | null {
    const minted = this.#minted.get(value);
    if (minted === undefined) return null;
    return minted.expiresAt <= this.#now() ? "expired" : minted;
  }

  #forgetExpired(): void {
    for (const [value, minted] of this.#minted) {
      if (minted.expiresAt <= this.#now()) this.#minted.delete(value);
    }
  }
}
