import { isJsonObject } from "../model/json.ts";
import type { Probe } from "../model/probe.ts";
import { reasonNotToSet } from "../model/probe-header.ts";
import type { Hop } from "../model/recording.ts";
import type { Stage } from "../model/stage.ts";
import type { WrittenStep } from "./conversation.ts";
import type { Leg } from "./journey.ts";
import { pathWithPlaceholders, placeholderFor, type Selectors, withPlaceholders } from "./selectors.ts";

/** Returns the step of a probe that sends a captured request. `hop` is the request before any redirect. */
export function requestStep(
  hop: Hop,
  leg: Leg,
  selectors: Selectors,
  builtIn: Probe[],
  isOpenAi: boolean,
): WrittenStep {
  const url = new URL(hop.url);
  const named = pathWithPlaceholders(url.pathname);
  const path = leg.uses === "call" ? named.replace(/\/calls\/[^/]+/, "/calls/{call}") : named;
  const closes = path.endsWith("/hangup");
  const query = Object.fromEntries(
    [...url.searchParams]
      .filter(([, value]) => !value.startsWith("REDACTED"))
      .map(([name, value]) => [
        name,
        name === "call_id" && leg.uses === "call" ? "{call}" : placeholderFor(value, selectors),
      ]),
  );
  const headers = Object.fromEntries(
    hop.requestHeaders.filter(
      ([name, value]) => reasonNotToSet(name) === null && !isNoise(name) && !/REDACTED/.test(value),
    ),
  );
  const rest = {
    ...(Object.keys(query).length === 0 ? {} : { query }),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(leg.uses === "secret" ? { credential: { bearer: "{ephemeral}" } } : {}),
  };
  if (hop.transport === "websocket")
    return { stage: leg.uses === "call" ? "session" : "upgrade", websocket: path, ...rest };
  const known = builtInStep(builtIn, isOpenAi ? path.replace(/^\/v1\//, "/openai/v1/") : path);
  const json = hop.requestBody?.json ?? null;
  return {
    stage: closes ? "result" : (known?.stage ?? stageOf(path)),
    ...(hop.method === "GET" ? { get: path } : { post: path }),
    ...rest,
    ...(isJsonObject(json) ? { json: withPlaceholders(json, selectors) } : {}),
    ...(known?.expect === undefined ? {} : { expect: known.expect }),
    ...keptBy(leg),
    // What closes a call decides nothing.
    ...(closes ? { finally: true } : {}),
  };
}

function keptBy({ secretAt, callId }: Leg): Pick<WrittenStep, "keep"> {
  const keep = {
    ...(secretAt === null ? {} : { ephemeral: { from: secretAt, secret: true } }),
    ...(callId === null ? {} : { call: { header: "location", secret: false } }),
  };
  return Object.keys(keep).length === 0 ? {} : { keep };
}

/** A built-in probe knows what a success of this path looks like. */
function builtInStep(builtIn: Probe[], path: string): Probe["steps"][number] | undefined {
  return builtIn.flatMap(({ steps }) => steps).find((step) => !step.finally && (step.post ?? step.get) === path);
}

function stageOf(path: string): Stage {
  if (/(client_secrets|sessions)$/.test(path)) return "mint";
  return /\/(realtime|realtimertc|calls)\b/.test(path) ? "upgrade" : "result";
}

/** Headers that every browser and library sends, whose values do not decide. */
function isNoise(name: string): boolean {
  return /^(accept|accept-language|origin|traceparent|tracestate|x-ms-.*|x-stainless-.*|x-request.*)$/i.test(name);
}
