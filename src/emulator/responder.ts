import type { Question } from "./question.ts";

/** An open WebSocket, as a session sees it. */
export interface OpenSocket {
  /** Sends one text message, or nothing where the socket is closing. */
  send(text: string): void;
  /** Closes with a close frame; a code that may not be on the wire ends the connection without one. */
  close(code: number, reason: string): void;
  /** Ends the connection without a close frame: by FIN, or by reset. */
  end(how: "fin" | "reset"): void;
  /** Told each message: its text, or null for a binary one. */
  onMessage(take: (text: string | null) => void): void;
  onClosed(take: () => void): void;
}

/** What a question is answered with. Headers are sent in their order and case. */
export type Given =
  | { kind: "reply"; status: number; headers: [string, string][]; bytes: Buffer }
  | { kind: "open"; headers: [string, string][]; run: (socket: OpenSocket) => void }
  /** The connection ends without a byte. */
  | { kind: "drop"; how: "fin" | "reset" }
  /** No answer ever comes. */
  | { kind: "stall" };

/** Whoever stands behind a listener: a scenario, or a recording. */
export interface Responder {
  /** Whether the caller shows a credential of this resource; its body is not read yet. */
  isKnown(head: Question): boolean;
  respond(question: Question): Given | Promise<Given>;
}
