import { z } from "zod";
import { TokenError } from "../entra/token-source.ts";
import { CAUSES } from "../model/cause.ts";
import { MOST_ATTEMPTS } from "../model/effort.ts";
import type { Failure } from "../model/recording.ts";
import type { Secret } from "../redaction/secret.ts";
import { pause } from "../run/pause.ts";
import { Places } from "../run/places.ts";
import { readRetryAfter } from "../steps/retry-after.ts";
import type { WireContext } from "../wire/context.ts";
import { getJson, type JsonPage, type NextPage } from "../wire/json.ts";
import { errorShape } from "./arm-shapes.ts";

/** Gives a bearer token. It is called before each request, so it may return a new one. */
type ArmToken = () => Promise<Secret>;

/** How Azure Resource Manager is read. */
export interface ArmOptions {
  /** The only origin that gets the token: `https://management.azure.com`. */
  origin: string;
  token: ArmToken;
  userAgent: string;
  /** Milliseconds in total that a request may wait after 429 responses. */
  maxWaitMs: number;
  wire: Omit<WireContext, "cellDeadline">;
  /** For tests. Absent: waits for that time. */
  wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Pages of one list. A subscription with more accounts or models than this is not known. */
const MOST_PAGES = 500;
/** Requests at once, of all subscriptions. */
const MOST_AT_ONCE = 8;
const TIMEOUT_MS = 30_000;
/** The wait after a 429 without a time, and before the repetition of a failed request. */
const DEFAULT_WAIT_MS = 5_000;
const RETRY_WAIT_MS = 1_000;
/** The least wait grows by this with each 429 of a request, because answers that state no wait would never end. */
const LEAST_WAIT_MS = 1_000;

/** Why a list could not be read to its end. The pages before it were read. */
export class ArmFailure extends Error {
  override name = "ArmFailure";
  /** Null if there was no answer. */
  readonly status: number | null;
  /** True if a limit of this program ended the list: waits or pages. */
  readonly isLimit: boolean;

  /** @param text completes the sentence `SCOPE: …` */
  constructor(text: string, status: number | null, isLimit = false) {
    super(text);
    this.status = status;
    this.isLimit = isLimit;
  }
}

/** Reads lists of Azure Resource Manager, page by page. */
export class Arm {
  readonly #options: ArmOptions;
  readonly #places: Places;
  /** After a 429 no request of that subscription is sent until its wait is over. */
  readonly #holds = new Map<string, Promise<void>>();
  /** The first refusal of the token. Every request would get the same. */
  #rejected: ArmFailure | null = null;
  /** Requests that were sent. */
  requests = 0;
  /** Entries of a list that do not have the form of the documentation. */
  unread = 0;
  /** Whether an emulator answered. */
  isEmulated = false;

  constructor(options: ArmOptions) {
    this.#options = options;
    this.#places = new Places(MOST_AT_ONCE);
  }

  /**
   * The entries of a list, one page at a time.
   * @param path the path and the query, such as `/subscriptions?api-version=2022-12-01`
   * @throws ArmFailure if a page cannot be read
   */
  async *pages<T>(path: string, shape: z.ZodType<T>): AsyncGenerator<T[]> {
    const list = z.object({ value: z.array(z.unknown()) });
    const read = (json: unknown) => {
      const page = list.safeParse(json);
      const entries = page.success ? page.data.value.map((entry) => shape.safeParse(entry)) : null;
      const error = errorShape.safeParse(json);
      return {
        error: error.success ? error.data.error : null,
        entries: entries?.flatMap((entry) => (entry.success ? [entry.data] : [])) ?? null,
        unread: entries?.filter(({ success }) => !success).length ?? 0,
      };
    };
    const seen = new Set<string>();
    let next: NextPage | null = null;
    do {
      const url: URL | NextPage["url"] = next === null ? new URL(path, this.#options.origin) : next.url;
      const page: JsonPage<ReturnType<typeof read>> = await this.#get(url, scopeOf(path), read);
      const { value } = page;
      if (value === null || value.entries === null) throw refusal(page.status, value?.error ?? null);
      this.unread += value.unread;
      yield value.entries;
      if (page.next.kind === "refused") {
        throw new ArmFailure("its next page is not on this host, so it was not requested", page.status);
      }
      next = page.next.kind === "page" ? page.next.page : null;
      if (next !== null && seen.has(next.id)) throw new ArmFailure("its pages go round in a circle", page.status);
      if (next !== null) seen.add(next.id);
      if (seen.size >= MOST_PAGES) throw new ArmFailure(`it has more than ${MOST_PAGES} pages`, page.status, true);
    } while (next !== null);
  }

  /** Requests one page, and repeats the request after a 429 or a failure that may pass. */
  async #get<T>(url: URL | NextPage["url"], scope: string, read: (json: unknown) => T): Promise<JsonPage<T>> {
    const { maxWaitMs, wire, wait = pause } = this.#options;
    let waited = 0;
    let refusals = 0;
    for (let attempt = 1; ; attempt++) {
      await this.#holds.get(scope);
      if (this.#rejected !== null) throw this.#rejected;
      const page = await this.#send(url, read);
      const { status } = page;
      if (wire.signal.aborted) throw new ArmFailure("the command was interrupted", null);
      if (status === 429) {
        const { ms, isTooLong } = readRetryAfter({ status, responseHeaders: page.headers }, Date.now());
        const needed = Math.max(ms ?? DEFAULT_WAIT_MS, LEAST_WAIT_MS * refusals++);
        if (isTooLong || waited + needed > maxWaitMs) {
          const wait = isTooLong ? "more than a day" : `${Math.ceil((waited + needed) / 1000)} s`;
          throw new ArmFailure(`it is rate-limited for longer than --max-wait allows (${wait})`, 429, true);
        }
        waited += needed;
        const hold = wait(needed, wire.signal);
        this.#holds.set(scope, hold);
        await hold;
      } else if ((status === null || status >= 500 || isPartial(page)) && attempt < MOST_ATTEMPTS) {
        await wait(RETRY_WAIT_MS * attempt, wire.signal);
      } else {
        if (status === null) throw new ArmFailure(page.failure?.text ?? "it did not respond", null);
        if (isPartial(page)) throw new ArmFailure(CAUSES[page.failure.cause].why, status);
        if (status >= 300 && status < 400) throw new ArmFailure(`it was redirected (${status})`, status);
        return page;
      }
    }
  }

  async #send<T>(url: URL | NextPage["url"], read: (json: unknown) => T): Promise<JsonPage<T>> {
    const { origin, token, userAgent, wire } = this.#options;
    const secret = await token().catch((error: unknown) => {
      throw error instanceof TokenError ? new ArmFailure(error.message.replace(/\.$/, ""), null) : error;
    });
    await this.#places.enter();
    try {
      this.requests += 1;
      const page = await getJson(
        {
          url,
          headers: [
            ["Accept", "application/json"],
            ["User-Agent", userAgent],
          ],
          credential: { credential: { kind: "bearer", secret }, origins: [origin] },
        },
        { ...wire, cellDeadline: wire.clock.now() + TIMEOUT_MS },
        (json) => ({ error: errorShape.safeParse(json), value: read(json) }),
      );
      this.isEmulated ||= page.isEmulated;
      const error = page.value?.error.success === true ? page.value.error.data.error : null;
      if (page.status === 401) this.#rejected ??= refusal(401, error);
      return { ...page, value: page.value === null ? null : page.value.value };
    } finally {
      this.#places.leave();
    }
  }
}

/** Whether only a part of a page arrived, which says nothing about who sent it. */
function isPartial<T>(page: JsonPage<T>): page is JsonPage<T> & { failure: Failure } {
  return page.failure !== null && page.value === null;
}

/** The subscription of a path, whose requests share a rate limit. */
function scopeOf(path: string): string {
  return path.split("/")[2] ?? "";
}

/** A status that is no list, with the code and the words of Azure Resource Manager. */
function refusal(status: number | null, error: z.output<typeof errorShape>["error"] | null): ArmFailure {
  if (error === null) {
    return new ArmFailure(`the response (${status ?? "no status"}) is not one of Azure Resource Manager`, status);
  }
  const message = error.message?.split("\n")[0] ?? "";
  return new ArmFailure(`${status} ${error.code}${message === "" ? "" : `: ${message}`}`, status);
}
