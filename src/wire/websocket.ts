import type { ClientRequest, IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { WebSocket } from "ws";
import type { Failure } from "../model/recording.ts";
import { type Channel, openChannel } from "./channel.ts";
import { openSocket } from "./connector.ts";
import type { WireContext } from "./context.ts";
import { headersOf } from "./credential.ts";
import type { Exchange, SignedRequest } from "./exchange.ts";
import { failure, HopClock } from "./phases.ts";
import { captureResponse, limitInformational, noResponse, type ReadResponse, readResponse } from "./response.ts";

/** The library sets and checks this header itself. */
const SUBPROTOCOL = "sec-websocket-protocol";

/** In a handshake, missing headers mean that the handshake timed out. */
function asHandshake(failed: Failure | null): Failure | null {
  return failed?.cause === "http.headers.timeout" ? { ...failed, cause: "ws.handshake.timeout" } : failed;
}

/** The answer to a handshake, before its capture. */
interface Answer extends ReadResponse {
  channel: Channel | null;
}

/**
 * Makes one WebSocket handshake on a connection of its own, without following redirects. A refusal is captured as
 * evidence.
 */
export async function webSocketHop(request: SignedRequest, context: WireContext): Promise<Exchange> {
  const opening = new Handshake(request, context);
  const { channel, ...read } = await opening.answer();
  const exchange = captureResponse(read, request.secretsAt, opening.clock, context);
  const body = read.body.length === 0 ? null : exchange.body;
  return { ...exchange, body, failure: asHandshake(exchange.failure), channel };
}

/** ws gives no details of a refused upgrade, and has no absolute deadline. This class adds both. */
class Handshake {
  readonly clock: HopClock;
  readonly #request: SignedRequest;
  readonly #context: WireContext;
  #socket: Socket | null = null;
  #webSocket: WebSocket | null = null;
  #settle: (answer: Answer) => void = () => undefined;
  #endReading: ReturnType<typeof readResponse> | null = null;

  constructor(request: SignedRequest, context: WireContext) {
    this.#request = request;
    this.#context = context;
    this.clock = new HopClock(context, () => this.#onExpiry());
  }

  answer(): Promise<Answer> {
    return new Promise((resolve) => {
      this.#settle = (answer) => {
        this.#settle = () => undefined;
        this.clock.end();
        if (answer.channel === null) this.#destroy();
        resolve(answer);
      };
      this.#open();
    });
  }

  #open(): void {
    const { headers: asked, chosen } = this.#request;
    const named = asked.filter(([name]) => name.toLowerCase() === SUBPROTOCOL).map(([, value]) => value);
    const others = asked.filter(([name]) => name.toLowerCase() !== SUBPROTOCOL);
    const headers = Object.fromEntries([...others, ...headersOf(chosen), ["Accept-Encoding", "identity"]]);
    const options: WebSocket.ClientOptions = {
      headers,
      followRedirects: false,
      perMessageDeflate: false,
      maxPayload: this.#context.limits.message,
      // At most one message, ping or pong per turn of the event loop, so that every other socket is read between two of
      // them.
      allowSynchronousEvents: false,
      // The channel answers pings, but not every one of a flood.
      autoPong: false,
      finishRequest: (sent) => this.#send(sent),
    };
    const webSocket = new WebSocket(
      this.#request.address,
      named,
      // Options that ws passes to node:http, but that its types lack.
      Object.assign(options, {
        maxHeaderSize: this.#context.limits.headers,
        maxFragments: this.#context.limits.messages,
        closeTimeout: this.#context.deadlines.close,
        createConnection: (_options: unknown, opened: (error: Error | null, socket: Socket) => void) =>
          this.#connect(opened),
      }),
    );
    this.#webSocket = webSocket;
    let upgraded: IncomingMessage | null = null;
    webSocket.on("upgrade", (response) => {
      this.#onHeaders();
      // RFC 6455 lets a server choose none of the offered subprotocols, but ws would refuse the 101. The record is made
      // from the raw headers.
      if (named[0] !== undefined) response.headers[SUBPROTOCOL] ??= named[0];
      upgraded = response;
      // The listeners are registered before ws reads data that arrived in the same segment as the 101.
      if (this.#socket !== null) this.#channelOf(webSocket, this.#socket, response);
    });
    webSocket.on("unexpected-response", (_sent, response) => {
      this.#onHeaders();
      this.#read(response);
    });
    webSocket.on("error", (error) => this.#fail(upgraded, error));
  }

  #connect(opened: (error: Error | null, socket: Socket) => void): undefined {
    const first = openSocket(this.#request.address, this.#context, this.clock, (error, socket) => {
      if (socket !== null) this.#socket = socket;
      opened(error, socket ?? first);
    });
    this.#socket ??= first;
  }

  #send(sent: ClientRequest): void {
    // node:http would silently drop headers after the first 2,000. Only their size is limited here, not their number.
    sent.maxHeadersCount = 0;
    limitInformational(sent, this.#context.limits.informational, (failed) =>
      this.#settle(makeRefusal(noResponse(failed))),
    );
    sent.on("finish", () => {
      this.clock.mark("sent");
      if (this.clock.seen.phase === "request") this.clock.enter("headers");
    });
    sent.end();
  }

  #onHeaders(): void {
    this.clock.mark("firstByte");
    this.clock.enter("body");
  }

  /** ws checks the 101 right after this event. It reports an error before it reads anything. */
  #channelOf(webSocket: WebSocket, socket: Socket, response: IncomingMessage): void {
    webSocket.once("open", () => {
      this.clock.mark("end");
      const channel = openChannel(webSocket, socket, this.clock, this.#context);
      this.#settle({ ...noResponse(null, response), channel });
    });
  }

  #read(response: IncomingMessage): void {
    if (response.statusCode === 101) {
      const failed = failure("ws.bad-101", "headers", null, "the 101 has no Upgrade header");
      this.#settle(makeRefusal(noResponse(failed, response)));
      return;
    }
    this.#endReading = readResponse(response, this.#socket, this.clock, this.#context, (read) =>
      this.#settle(makeRefusal(read)),
    );
  }

  #onExpiry(): void {
    if (this.#endReading === null) this.#settle(makeRefusal(noResponse(this.clock.expired)));
    else this.#endReading(this.clock.expired);
  }

  #fail(response: IncomingMessage | null, error: Error): void {
    this.clock.seen.bytesRead = Math.max(this.clock.seen.bytesRead, this.#socket?.bytesRead ?? 0);
    if (response !== null) this.clock.seen.phase = "headers";
    const failed = this.clock.failureOf(error, this.#context.vault);
    if (this.#endReading === null) this.#settle(makeRefusal(noResponse(failed, response)));
    else this.#endReading(failed);
  }

  #destroy(): void {
    // Nobody listens from here on, so a later error of ws must not be thrown.
    this.#webSocket?.on("error", () => undefined);
    this.#webSocket?.terminate();
    this.#socket?.destroy();
  }
}

function makeRefusal(read: ReadResponse): Answer {
  return { ...read, channel: null };
}
