import type { JsonObject } from "../model/json.ts";
import { freshSecret } from "./identity.ts";
import type { ScenarioDeployment } from "./scenario.ts";

/** What an ephemeral secret was minted for. */
export interface Minted {
  surface: "ga" | "preview";
  kind: "realtime" | "transcription" | "translation";
  /** The session as configured at the mint, in the surface's shape. */
  session: JsonObject;
  /** Of a conversation or a translation; null where the mint looked none up. */
  deployment: ScenarioDeployment | null;
  /** Ms since the epoch. */
  expiresAt: number;
}

/** Above this many, expired secrets are forgotten before another is minted. */
const REMEMBERED = 1000;

/** The ephemeral secrets a resource minted, each good until it expires. */
export class Ephemerals {
  readonly #minted = new Map<string, Minted>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Mints a secret that lives for so many seconds. */
  mint(minted: Omit<Minted, "expiresAt">, seconds: number): { value: string; expiresAt: number } {
    if (this.#minted.size >= REMEMBERED) this.#forgetExpired();
    const value = freshSecret("ek_");
    const expiresAt = this.#now() + seconds * 1000;
    this.#minted.set(value, { ...minted, expiresAt });
    return { value, expiresAt };
  }

  /** What the secret is good for; `expired` past its time, null where it was never minted here (or is forgotten). */
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
