import type { Question } from "./question.ts";

/** An open WebSocket, for a session. */
export interface OpenSocket {
  /** Sends one text message, or nothing if the socket is closing. */
  send(text: string): void;
  /** Closes with a close frame. A code that is not allowed on the wire ends the connection without one. */
  close(code: number, reason: string): void;
  /** Ends the connection without a close frame: by FIN, or by reset. */
  end(how: "fin" | "reset"): void;
  /** Calls `take` for each message, with its text or with null for a binary one. */
  onMessage(take: (text: string | null) => void): void;
  onClosed(take: () => void): void;
}

/** The answer to a request or a handshake. Headers are sent in their order and case. */
export type Given =
  | { kind: "reply"; status: number; headers: [string, string][]; bytes: Buffer }
  | { kind: "open"; headers: [string, string][]; run: (socket: OpenSocket) => void }
  /** The connection ends without a byte. */
  | { kind: "drop"; how: "fin" | "reset" }
  /** No answer is ever sent. */
  | { kind: "stall" };

/** Answers for a listener: a scenario or a recording. */
export interface Responder {
  /** Whether the caller has a credential of this resource. The body is not read yet. */
  isKnown(head: Question): boolean;
  respond(question: Question): Given | Promise<Given>;
}
