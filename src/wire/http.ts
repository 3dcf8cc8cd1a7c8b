import { type ClientRequest, request as openRequest } from "node:http";
import type { Socket } from "node:net";
import { openSocket } from "./connector.ts";
import type { WireContext } from "./context.ts";
import { headersOf } from "./credential.ts";
import type { Exchange, SignedRequest } from "./exchange.ts";
import { failure, HopClock } from "./phases.ts";
import { captureResponse, limitInformational, noResponse, type ReadResponse, readResponse } from "./response.ts";

/** Makes one HTTP request on a connection of its own, without following redirects. */
export async function httpHop(request: SignedRequest, context: WireContext): Promise<Exchange> {
  const { read, clock } = await readHttp(request, context);
  return { ...captureResponse(read, request.secretsAt, clock, context), channel: null };
}

/** Makes one HTTP request, and returns its response before capture. Only this folder may use it. */
export async function readHttp(
  request: SignedRequest,
  context: WireContext,
): Promise<{ read: ReadResponse; clock: HopClock }> {
  const post = new Post(request, context);
  return { read: await post.answer(), clock: post.clock };
}

/**
 * node:http also parses the WebSocket handshakes, so both transports read responses by the same rules. On a fresh
 * connection it takes two thirds of the time of undici.
 */
class Post {
  readonly clock: HopClock;
  readonly #request: SignedRequest;
  readonly #context: WireContext;
  #socket: Socket | null = null;
  #settle: (read: ReadResponse) => void = () => undefined;
  #endReading: ReturnType<typeof readResponse> | null = null;

  constructor(request: SignedRequest, context: WireContext) {
    this.#request = request;
    this.#context = context;
    this.clock = new HopClock(context, () => this.#onExpiry());
  }

  answer(): Promise<ReadResponse> {
    return new Promise((resolve) => {
      this.#settle = (read) => {
        this.#settle = () => undefined;
        this.clock.end();
        resolve(read);
        this.#socket?.destroy();
      };
      this.#open();
    });
  }

  #open(): void {
    const { address, method, body } = this.#request;
    const headers: [string, string][] = [
      ["Host", address.host],
      ["Connection", "keep-alive"],
      ...this.#request.headers,
      ...headersOf(this.#request.chosen),
      ["Accept-Encoding", "identity"],
      ...(body === null ? [] : [["Content-Length", String(body.bytes.byteLength)] satisfies [string, string]]),
    ];
    const sent = openRequest({
      method,
      path: `${address.pathname}${address.search}`,
      headers: headers.flat(),
      maxHeaderSize: this.#context.limits.headers,
      // There is no agent, not even `false`, because node:http would open a connection of its own.
      createConnection: (_options, opened) => this.#connect(opened),
    });
    this.#watch(sent);
    sent.end(body === null ? undefined : Buffer.from(body.bytes));
  }

  #connect(opened: (error: Error | null, socket: Socket) => void): undefined {
    const first = openSocket(this.#request.address, this.#context, this.clock, (error, socket) => {
      if (socket !== null) this.#socket = socket;
      opened(error, socket ?? first);
    });
    this.#socket ??= first;
  }

  #watch(sent: ClientRequest): void {
    const { limits } = this.#context;
    // node:http would silently drop headers after the first 2,000. Only their size is limited here, not their number.
    sent.maxHeadersCount = 0;
    limitInformational(sent, limits.informational, (failed) => this.#settle(noResponse(failed)));
    sent.on("finish", () => {
      this.clock.mark("sent");
      if (this.clock.seen.phase === "request") this.clock.enter("headers");
    });
    sent.on("response", (response) => {
      this.clock.mark("firstByte");
      this.clock.enter("body");
      this.#endReading = readResponse(response, this.#socket, this.clock, this.#context, (read) => this.#settle(read));
    });
    sent.on("upgrade", () => {
      this.#settle(
        noResponse(failure("http.unexpected-101", "headers", null, "the peer answered a plain request with 101")),
      );
    });
    sent.on("error", (error) => this.#fail(error));
  }

  #onExpiry(): void {
    if (this.#endReading === null) this.#settle(noResponse(this.clock.expired));
    else this.#endReading(this.clock.expired);
  }

  #fail(error: Error): void {
    this.clock.seen.bytesRead = Math.max(this.clock.seen.bytesRead, this.#socket?.bytesRead ?? 0);
    const failed = this.clock.failureOf(error, this.#context.vault);
    if (this.#endReading === null) this.#settle(noResponse(failed));
    else this.#endReading(failed);
  }
}
