import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import { Agent, type Dispatcher, request as undiciRequest } from "undici";
import type { Failure } from "../model/recording.ts";
import { captureBody, captureHeaders } from "./capture.ts";
import { openSocket } from "./connector.ts";
import type { WireContext } from "./context.ts";
import { headersOf } from "./credential.ts";
import type { Exchange, SignedRequest } from "./exchange.ts";
import { plainError } from "./platform-error.ts";
import { failure, Stages } from "./stages.ts";

/** Tells which hop an event of undici's diagnostics channels belongs to. */
const HOPS = new AsyncLocalStorage<Stages>();
const BY_REQUEST = new WeakMap<object, Stages>();
let listening = false;

/** One HTTP request on a connection of its own. */
export async function httpHop(request: SignedRequest, context: WireContext): Promise<Exchange> {
  listen();
  const abort = new AbortController();
  const connection: { socket: Socket | null } = { socket: null };
  // undici looks at its signal only once it has a connection: until then the socket's own end is what ends the request.
  const stages = new Stages(context, () => {
    abort.abort();
    connection.socket?.destroy(new Error("ended by a deadline"));
  });
  const agent = agentFor(request, context, stages, connection);
  try {
    return await HOPS.run(stages, () => exchange(request, context, stages, agent, abort.signal, connection));
  } finally {
    stages.end();
    connection.socket?.destroy();
    await agent.destroy().catch(() => undefined);
  }
}

async function exchange(
  request: SignedRequest,
  context: WireContext,
  stages: Stages,
  agent: Agent,
  signal: AbortSignal,
  connection: { socket: Socket | null },
): Promise<Exchange> {
  const flood = { informational: 0 };
  let response: Dispatcher.ResponseData;
  try {
    response = await undiciRequest(request.address, {
      dispatcher: agent,
      method: methodOf(request.method),
      headers: [...request.headers, ...headersOf(request.chosen), ["Accept-Encoding", "identity"]].flat(),
      body: request.body === null ? null : Buffer.from(request.body.bytes),
      signal,
      responseHeaders: "raw",
      onInfo: () => {
        flood.informational += 1;
        if (flood.informational > context.limits.informational) connection.socket?.destroy();
      },
    });
  } catch (error) {
    const flooded = flood.informational > context.limits.informational;
    const failed = flooded
      ? failure(
          "http.informational-flood",
          "headers",
          null,
          `more than ${context.limits.informational} informational responses`,
        )
      : stages.failureOf(error, context.vault);
    return { ...NO_ANSWER, phases: stages.phases, remote: stages.remote, failure: failed };
  }
  const raw = pairsOf(response.headers);
  const { bytes, more, failed } = await readBody(response.body, context, stages, connection);
  const encoding = raw.find(([name]) => name.toLowerCase() === "content-encoding")?.[1] ?? "identity";
  const { body, secrets } = captureBody(bytes, more, request.secretsAt, context.vault, context.limits.evidence);
  const encoded = !/^identity$/i.test(encoding.trim());
  return {
    status: response.statusCode,
    responseHeaders: captureHeaders(raw, context.vault),
    body: encoded ? { text: null, json: null, bytes: bytes.length, cut: more } : body,
    phases: stages.phases,
    remote: stages.remote,
    failure:
      failed ??
      (encoded ? failure("http.encoding", "body", null, "the body is encoded, though identity was asked for") : null),
    secrets,
    location: raw.find(([name]) => name.toLowerCase() === "location")?.[1] ?? null,
    channel: null,
  };
}

const NO_ANSWER: Omit<Exchange, "phases" | "remote" | "failure"> = {
  status: null,
  responseHeaders: [],
  body: null,
  secrets: {},
  location: null,
  channel: null,
};

function agentFor(
  request: SignedRequest,
  context: WireContext,
  stages: Stages,
  connection: { socket: Socket | null },
): Agent {
  return new Agent({
    connections: 1,
    // Every deadline is ours: undici's are idle timers, and coarse.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: context.limits.headers,
    connect: (_options, callback) => {
      if (stages.expired !== null) {
        callback(new Error("ended before it began"), null);
        return;
      }
      connection.socket = openSocket(request.address, context, stages, (refused, socket) => {
        if (socket === null) {
          callback(refused ?? new Error("no socket"), null);
          return;
        }
        connection.socket = socket;
        const done = (error: Error | null) => {
          socket.removeListener("error", done);
          if (error === null) callback(null, socket);
          else callback(error, null);
        };
        const secure = request.address.protocol === "https:";
        if (!secure && !socket.connecting) done(null);
        else socket.once(secure ? "secureConnect" : "connect", () => done(null));
        socket.once("error", done);
        socket.once("close", () => {
          if (stages.seen.stage === "tcp" || stages.seen.stage === "tls")
            done(Object.assign(new Error("closed"), { code: "ECONNRESET" }));
        });
      });
    },
  });
}

async function readBody(
  body: Dispatcher.ResponseData["body"],
  context: WireContext,
  stages: Stages,
  connection: { socket: Socket | null },
): Promise<{ bytes: Buffer; more: boolean; failed: Failure | null }> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of body) {
      parts.push(Buffer.from(part));
      size += parts.at(-1)?.length ?? 0;
      if (size > context.limits.body) {
        const failed = failure("http.body.too-large", "body", null, `the body exceeds ${context.limits.body} bytes`);
        return { bytes: Buffer.concat(parts), more: true, failed };
      }
    }
    stages.mark("end");
    return { bytes: Buffer.concat(parts), more: false, failed: excessOf(connection.socket) };
  } catch (error) {
    return { bytes: Buffer.concat(parts), more: true, failed: stages.failureOf(error, context.vault) };
  }
}

/** Once the response is complete undici reads on: what it cannot parse then, the peer sent beyond its own framing. */
function excessOf(socket: Socket | null): Failure | null {
  const error = socket?.errored ?? null;
  if (error === null || !(error.name === "HTTPParserError" || error.message === "bad response")) return null;
  return failure("http.framing", "body", plainError(error).code, "the peer sent more than the length it had stated");
}

function methodOf(method: string): Dispatcher.HttpMethod {
  return method === "POST" ? "POST" : "GET";
}

/** undici gives raw headers as a flat list, of buffers or of strings. */
function pairsOf(headers: unknown): [string, string][] {
  if (!Array.isArray(headers)) return [];
  const texts = headers.map((value: unknown) => (Buffer.isBuffer(value) ? value.toString("latin1") : String(value)));
  return texts.flatMap((name, index) =>
    index % 2 === 0 ? [[name, texts[index + 1] ?? ""] satisfies [string, string]] : [],
  );
}

/** Subscribes once for the process: what undici tells of a request goes to the clock of its hop. */
function listen(): void {
  if (listening) return;
  listening = true;
  const of = (message: unknown) => {
    const request = typeof message === "object" && message !== null && "request" in message ? message.request : null;
    return typeof request === "object" && request !== null ? request : null;
  };
  subscribe("undici:request:create", (message) => {
    const stages = HOPS.getStore();
    const request = of(message);
    if (stages !== undefined && request !== null) BY_REQUEST.set(request, stages);
  });
  const on = (name: string, act: (stages: Stages) => void) =>
    subscribe(name, (message) => {
      const stages = BY_REQUEST.get(of(message) ?? {});
      if (stages !== undefined) act(stages);
    });
  on("undici:client:sendHeaders", (stages) => stages.enter("request"));
  on("undici:request:bodySent", (stages) => {
    stages.mark("sent");
    if (stages.seen.stage === "request") stages.enter("headers");
  });
  on("undici:request:headers", (stages) => {
    stages.mark("firstByte");
    stages.enter("body");
  });
}
