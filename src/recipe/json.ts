import type { Result } from "../model/report.ts";
import type { AuthKind } from "../model/target.ts";
import { encodeSegment } from "../steps/url-text.ts";
import type { HeaderValue } from "./environment.ts";
import type { Proof } from "./language.ts";
import { type Action, NO_HOST, type Script } from "./script.ts";
import { jsonLiteral } from "./source-text.ts";

/** Writes the recipe as data for an SDK's own tests: what to send, what not to send, and what arrives. */
export function json(script: Script, { lines, result, provenOn, refusedNames, credentials }: Proof): string {
  const opening = script.actions.findLast(({ kind }) => kind === "open" || kind === "request");
  const path = opening !== undefined && "path" in opening ? opening.path : "/";
  const { pathname, searchParams } = new URL(path, NO_HOST);
  const sent = script.actions.flatMap((action) => (action.kind === "send" ? [action.event] : []));
  const waits = script.actions.flatMap((action) => (action.kind === "await" ? [action] : []));
  const document = {
    schema: "aoai-probe/recipe/v1",
    proof: lines,
    provenOn,
    cell: result.cell.id,
    url: `${opening?.kind === "open" ? "wss" : "https"}://{host}${template(pathname, result)}`,
    query: Object.fromEntries([...searchParams].map(([name, value]) => [name, template(value, result)])),
    mustHave: [...searchParams.keys()],
    mustNotHave: refusedNames,
    credentials: credentialsOf(opening, credentials),
    subprotocol: opening?.kind === "open" ? opening.subprotocol : null,
    headers: opening !== undefined && "headers" in opening ? Object.fromEntries(opening.headers.map(withVariable)) : {},
    before: script.actions.slice(0, opening === undefined ? 0 : script.actions.indexOf(opening)),
    body: opening?.kind === "request" ? opening.body : null,
    answer: opening?.kind === "request" ? opening.reads : null,
    firstMessages: sent,
    audio: script.actions.find(({ kind }) => kind === "speak") ?? null,
    firstEvent: waits[0]?.events ?? [],
    resultEvent: waits.at(-1)?.events ?? [],
    resultPath: waits.at(-1)?.result ?? (opening?.kind === "request" ? opening.result : null),
  };
  return `${jsonLiteral(document, 2)}\n`;
}

/** The names of credentials in a recipe, which its readers know. */
const NAMES = {
  key: "api-key",
  "key-bearer": "bearer api-key",
  "key-query": "query api-key",
  entra: "bearer",
} as const satisfies Record<AuthKind, string>;

/** A secret is its variable: `$GATEWAY_KEY`. */
function withVariable([name, value]: [string, HeaderValue]): [string, string] {
  return [name, typeof value === "string" ? value : `$${value.variable}`];
}

/** Replaces the deployment's name by a placeholder. */
function template(text: string, { cell }: Result): string {
  const names = [cell.deployment, cell.deployment === null ? null : encodeSegment(cell.deployment)];
  return text
    .split("/")
    .map((part) => (part !== "" && names.includes(part) ? "{deployment}" : part))
    .join("/");
}

function credentialsOf(opening: Action | undefined, proven: AuthKind[]): string[] {
  const credential = opening !== undefined && "credential" in opening ? opening.credential : null;
  if (credential?.kind === "kept") return [credential.as === "bearer" ? "bearer ephemeral" : "api-key ephemeral"];
  if (credential?.kind === "none") return ["none"];
  return [...new Set(proven.map((kind) => NAMES[kind]))];
}
