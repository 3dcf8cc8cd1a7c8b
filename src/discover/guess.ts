import { MISSING_DEPLOYMENT } from "../model/cell.ts";
import type { Role } from "../model/role.ts";
import { counted } from "../render/words.ts";
import { answerOfHop, isErrorShape } from "../steps/answer.ts";
import { isSameAnswer } from "../steps/same-answer.ts";
import { type CapturedHop, openHop } from "../wire/hop.ts";
import type { FoundDeployment, Problem } from "./inventory.ts";
import type { Resource } from "./resource-listing.ts";

/** Which names of models are also names of deployments, as far as the answers show. */
interface Guesses {
  deployments: FoundDeployment[];
  /** Names that were tried, the control not counted. */
  tried: number;
  problems: Problem[];
}

/** More names are not tried, whatever the catalogue has. */
const MOST_GUESSES = 80;
const TIMEOUT_MS = 15_000;
/** An empty body is refused before any model runs, so the request is free. */
const EMPTY = "{}";
const VERSION = "2024-10-21";

/**
 * Tries names as deployments: one free request for each, one after the other. A name is kept if the service refuses the
 * empty request in another way than for a nonexistent deployment. Stops at the first 401, 403 or 429, and if no response
 * comes.
 */
export async function guessDeployments(
  resource: Resource,
  names: readonly string[],
  roleOf: (name: string) => Role,
): Promise<Guesses> {
  const guesses: Guesses = { deployments: [], tried: 0, problems: [] };
  const problem = (text: string, status: number | null) =>
    guesses.problems.push({ scope: `${resource.name}: --guess`, text, status, isLimit: status === 429 });
  const control = await ask(resource, MISSING_DEPLOYMENT);
  if (control.status !== 404 || !isErrorShape(control.body?.json ?? null)) {
    problem("a nonexistent name is not refused as such, so it shows nothing about other names", control.status);
    return guesses;
  }
  for (const name of names.slice(0, MOST_GUESSES)) {
    const hop = await ask(resource, name);
    const { status } = hop;
    guesses.tried += 1;
    if (status === null || status === 401 || status === 403 || status === 429) {
      const why = status === null ? "did not respond" : `responded with ${status}`;
      problem(`it stopped after ${counted(guesses.tried, "name")}, because the service ${why}`, status);
      return guesses;
    }
    if (isKnown(hop, control, name)) {
      const role = roleOf(name);
      guesses.deployments.push({ name, model: null, version: null, sku: null, role, state: null, claim: null });
    }
  }
  return guesses;
}

/** Whether the service refuses the request itself, and not the deployment. A fault or another server shows nothing. */
function isKnown(hop: CapturedHop, control: CapturedHop, name: string): boolean {
  if (hop.status === null || hop.status < 400 || hop.status >= 500 || !isErrorShape(hop.body?.json ?? null))
    return false;
  const [own, other] = [hop, control].map((one) => answerOfHop("connect", { ...one, redirect: null }));
  return !isSameAnswer(own ?? null, other ?? null, [name, MISSING_DEPLOYMENT]);
}

async function ask({ origin, basePath, credential, userAgent, wire }: Resource, name: string): Promise<CapturedHop> {
  const path = `/openai/deployments/${encodeURIComponent(name)}/chat/completions?api-version=${VERSION}`;
  const { hop } = await openHop(
    {
      transport: "http",
      method: "POST",
      url: new URL(`${basePath}${path}`, origin),
      headers: [
        ["Accept", "application/json"],
        ["Content-Type", "application/json"],
        ["User-Agent", userAgent],
      ],
      body: { bytes: Buffer.from(EMPTY), shown: EMPTY },
      credential,
      signed: true,
      secretsAt: [],
    },
    { ...wire, cellDeadline: wire.clock.now() + TIMEOUT_MS },
  );
  return hop;
}
