import type { Socket } from "node:net";
import type { WebSocket } from "ws";
import { CAUSES } from "../model/cause.ts";
import type { JsonObject } from "../model/json.ts";
import type { CloseFrame, Failure, Frame, MessageFrame } from "../model/recording.ts";
import { captureMessage, captureOwn } from "../redaction/capture.ts";
import { redactText } from "../redaction/text.ts";
import type { WireContext } from "./context.ts";
import { startDeadline } from "./deadline.ts";
import { failure, type HopClock } from "./phases.ts";

/** An open WebSocket. Everything sent and received is captured, and callers see no object of ws or of the socket. */
export interface Channel {
  /** Sends an event, and resolves with its captured copy when the socket has taken it. */
  send(event: JsonObject): Promise<MessageFrame>;
  /**
   * Returns the next message or close. Returns a failure after `wait` milliseconds or when the cell's time is used up.
   */
  next(wait: number): Promise<{ kind: "frame"; frame: Frame } | { kind: "failure"; failure: Failure }>;
  /** Returns the frames that arrived but were not read yet. */
  drain(): Frame[];
  /**
   * Closes, waits for the peer to close too, and returns the frames that still arrived. It always destroys the socket.
   */
  close(): Promise<Frame[]>;
}

/** Makes the channel of a WebSocket that was just opened, including frames that arrived with the 101. */
export function openChannel(webSocket: WebSocket, socket: Socket, clock: HopClock, context: WireContext): Channel {
  return new CapturedChannel(webSocket, socket, clock, context);
}

/**
 * Milliseconds that the socket has to take an event even if the cell's time is used up, because a session must be
 * closed.
 */
const LEAST_TIME_TO_SEND = 250;
/** The socket is not read while this much is unprocessed. A peer that floods then fills its own buffers. */
const MOST_WAITING = { frames: 256, bytes: 1024 * 1024 };

/** Maximum pings to answer. A healthy peer sends one in several seconds. */
const MOST_PONGS = 100;

class CapturedChannel implements Channel {
  readonly #webSocket: WebSocket;
  readonly #socket: Socket;
  readonly #clock: HopClock;
  readonly #context: WireContext;
  readonly #queue: Frame[] = [];
  #waitingBytes = 0;
  #wake: (() => void) | null = null;
  #closed = false;
  #closingByUs = false;
  #violation: Failure | null = null;
  #messages = 0;
  #received = 0;
  #controls = 0;

  constructor(webSocket: WebSocket, socket: Socket, clock: HopClock, context: WireContext) {
    this.#webSocket = webSocket;
    this.#socket = socket;
    this.#clock = clock;
    this.#context = context;
    webSocket.on("message", (data, isBinary) => this.#onMessage(data.toString(), isBinary));
    webSocket.on("ping", (data) => {
      // A flood of pings gets only a limited number of answers.
      if (this.#controls < MOST_PONGS && this.#violation === null) webSocket.pong(data);
      this.#onControl();
    });
    webSocket.on("pong", () => this.#onControl());
    webSocket.on("error", (error) => {
      clock.seen.phase = "event";
      this.#violation ??= clock.failureOf(error, context.vault);
    });
    webSocket.on("close", (code, reason) => this.#onClose(code, reason.toString()));
    context.signal.addEventListener("abort", this.#interrupt, { once: true });
  }

  async send(event: JsonObject): Promise<MessageFrame> {
    const text = JSON.stringify(event);
    const frame: MessageFrame = {
      kind: "message",
      at: this.#now(),
      direction: "sent",
      event: captureOwn(event, this.#context.vault),
      text: null,
      bytes: Buffer.byteLength(text),
    };
    if (!this.#closed) await this.#hand(text);
    return frame;
  }

  /**
   * Resolves when the socket has taken the text, or after a timeout, because a peer that stops reading must not block a
   * cell.
   */
  #hand(text: string): Promise<void> {
    const { clock, deadlines, cellDeadline } = this.#context;
    const left = cellDeadline - clock.now();
    const cause = deadlines.request <= left ? "http.request.timeout" : "cell.deadline";
    return new Promise((resolve) => {
      const expire = () => this.#violate(failure(cause, "event", null, "the peer did not accept an event in time"));
      const cancel = startDeadline(clock, Math.max(LEAST_TIME_TO_SEND, Math.min(deadlines.request, left)), expire);
      this.#webSocket.send(text, () => {
        cancel();
        resolve();
      });
    });
  }

  async next(wait: number): Promise<{ kind: "frame"; frame: Frame } | { kind: "failure"; failure: Failure }> {
    const { clock } = this.#context;
    const until = Math.min(clock.now() + wait, this.#context.cellDeadline);
    for (;;) {
      const frame = this.#take();
      if (frame !== undefined) return { kind: "frame", frame };
      const left = until - clock.now();
      if (left <= 0 || this.#closed || this.#context.signal.aborted)
        return { kind: "failure", failure: this.#silence() };
      await this.#arrival(left);
    }
  }

  drain(): Frame[] {
    this.#waitingBytes = 0;
    this.#webSocket.resume();
    return this.#queue.splice(0);
  }

  async close(): Promise<Frame[]> {
    if (!this.#closed) {
      this.#closingByUs = true;
      // The unread data may contain the peer's own close.
      this.#webSocket.resume();
      this.#webSocket.close(1000);
      const { clock, deadlines, signal } = this.#context;
      const until = clock.now() + deadlines.close;
      while (!this.#closed && clock.now() < until && !signal.aborted) {
        await this.#arrival(until - clock.now());
        // The peer's close frame ends the session. There is no need to wait for its FIN.
        if (this.#webSocket.readyState >= 2 && this.#queue.some((frame) => frame.kind === "close")) break;
      }
    }
    this.#context.signal.removeEventListener("abort", this.#interrupt);
    this.#webSocket.terminate();
    this.#socket.destroy();
    if (!this.#closed) this.#onClose(1006, "");
    return this.drain();
  }

  #onMessage(text: string, isBinary: boolean): void {
    if (this.#closed || this.#violation !== null) return;
    const { evidence, messages, conversation } = this.#context.limits;
    const bytes = Buffer.byteLength(text);
    this.#messages += 1;
    this.#received += bytes;
    if (this.#messages > messages || this.#received > conversation) {
      const limit = this.#messages > messages ? `${messages} messages` : `${conversation} bytes of messages`;
      this.#violate(failure("ws.flood", "event", null, `more than ${limit}`));
      return;
    }
    const captured = isBinary ? { event: null, text: null } : captureMessage(text, this.#context.vault, evidence);
    this.#push({
      kind: "message",
      at: this.#now(),
      direction: "received",
      ...captured,
      bytes,
    });
  }

  #onControl(): void {
    this.#controls += 1;
    if (this.#controls <= this.#context.limits.controls || this.#violation !== null) return;
    this.#violate(failure("ws.flood", "event", null, `more than ${this.#context.limits.controls} pings and pongs`));
  }

  #violate(violation: Failure): void {
    this.#violation ??= violation;
    this.#webSocket.terminate();
  }

  #onClose(code: number, reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    // A peer repeats the client's close code. A different code is a close of its own, sent at the same time.
    const ours = this.#closingByUs && [1000, 1005, 1006].includes(code);
    const frame: CloseFrame = {
      kind: "close",
      at: this.#now(),
      by: ours || this.#violation !== null ? "us" : "peer",
      // 1005 and 1006 never occur on the wire. They mean that there was no code.
      code: ours ? 1000 : code === 1005 || code === 1006 ? null : code,
      reason: redactText(reason, this.#context.vault),
      transport: this.#clock.seen.reset ? "reset" : this.#clock.seen.ended ? "fin" : "open",
      failure: this.#violation,
    };
    this.#push(frame);
  }

  #push(frame: Frame): void {
    this.#queue.push(frame);
    if (frame.kind === "message") this.#waitingBytes += frame.bytes;
    // While closing, the socket is read to its end, because the peer's close frame is still to come.
    if (this.#isBehind() && !this.#closingByUs) this.#webSocket.pause();
    this.#wake?.();
  }

  #take(): Frame | undefined {
    const frame = this.#queue.shift();
    if (frame?.kind === "message") this.#waitingBytes -= frame.bytes;
    if (this.#webSocket.isPaused && !this.#isBehind()) this.#webSocket.resume();
    return frame;
  }

  #isBehind(): boolean {
    return this.#queue.length > MOST_WAITING.frames || this.#waitingBytes > MOST_WAITING.bytes;
  }

  #arrival(wait: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        this.#wake = null;
        resolve();
      };
      const cancel = startDeadline(this.#context.clock, wait, done);
      this.#wake = done;
    });
  }

  #silence(): Failure {
    const { clock, signal, cellDeadline } = this.#context;
    if (signal.aborted) return failure("run.interrupted", "event", null, CAUSES["run.interrupted"].why);
    const cause = clock.now() >= cellDeadline ? "cell.deadline" : "ws.silent";
    return failure(cause, "event", null, CAUSES[cause].why);
  }

  #now(): number {
    return Math.round((performance.now() - this.#context.origin) * 10) / 10;
  }

  readonly #interrupt = (): void => {
    this.#violation ??= failure("run.interrupted", "event", null, CAUSES["run.interrupted"].why);
    this.#webSocket.terminate();
    this.#wake?.();
  };
}
