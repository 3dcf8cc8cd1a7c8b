import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { Given } from "./responder.ts";

type Answer = Extract<Given, { kind: "reply" }>;

/** Answers a request. */
export function writeReply(response: ServerResponse, { status, headers, bytes }: Answer): void {
  const length: [string, string] = ["content-length", String(bytes.length)];
  response.writeHead(status, [...clean(headers), length].flat());
  response.end(bytes);
}

/** Ms before the connection is closed, so that a caller that is still sending can read the answer. */
const TIME_TO_READ = 1_000;

/** Answers a request whose body is not read to its end, and closes the connection. */
export function refuseBody(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, bytes }: Answer,
): void {
  const own: [string, string][] = [...headers, ["content-length", String(bytes.length)], ["connection", "close"]];
  response.writeHead(status, clean(own).flat());
  response.write(bytes);
  const end = () => {
    clearTimeout(timer);
    response.end();
    request.socket.destroySoon();
  };
  const timer = setTimeout(end, TIME_TO_READ);
  request.once("end", end);
  request.once("close", end);
}

/** Answers a handshake with anything but 101, and ends the connection. */
export function refuseHandshake(socket: Duplex, { status, headers, bytes }: Answer): void {
  const all: [string, string][] = [
    ...headers,
    ["content-length", String(bytes.length)],
    ["date", new Date().toUTCString()],
    ["connection", "close"],
  ];
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`, ...headerLines(all), "", ""];
  socket.end(Buffer.concat([Buffer.from(head.join("\r\n"), "latin1"), bytes]));
}

/** One line `name: value` per header. Line breaks in a value are removed. */
export function headerLines(headers: [string, string][]): string[] {
  return clean(headers).map(([name, value]) => `${name}: ${value}`);
}

function clean(headers: [string, string][]): [string, string][] {
  return headers.map(([name, value]) => [name, value.replace(/[\r\n]/g, "")]);
}
