import { gzipSync } from "node:zlib";
import type { Cause } from "../../src/model/cause.ts";
import type { CloseFrame, Redirect } from "../../src/model/recording.ts";
import {
  type Behaviour,
  closing,
  drip,
  event,
  frame,
  repeat,
  response,
  say,
  sayAndReset,
  sayAndStay,
  switching,
} from "../support/raw-peer.ts";
import type { Question } from "../support/wire-question.ts";

const REFUSAL = '{"error":{"code":"OperationNotSupported"}}';
export const CREATED = event({ type: "session.created", session: { id: "sess_1" } });

/** How a peer refuses a handshake, and what must come of it. */
export interface Refusal {
  does: string;
  behave: Behaviour;
  cause: Cause | Cause[] | null;
  status?: number | null;
  body?: RegExp;
  question?: Question;
  redirect?: Partial<Redirect>;
  atOnce?: true;
  /** What is wrong comes behind a whole response: in a piece of its own it comes after we have ended. */
  behind?: true;
  late?: true;
}

export const REFUSALS: Refusal[] = [
  ...[400, 401, 403, 404, 426, 429, 500, 503].map(
    (status): Refusal => ({
      does: `answers ${status} with a body`,
      behave: sayAndStay(response(`${status} X`, ["content-type: application/json"], REFUSAL)),
      cause: null,
      status,
      body: /OperationNotSupported/,
    }),
  ),
  {
    does: "answers 200 with a page",
    behave: sayAndStay(response("200 OK", ["content-type: text/html"], "<html>log in</html>")),
    cause: null,
    status: 200,
    body: /log in/,
  },
  {
    does: "answers 302 with a body",
    behave: sayAndStay(response("302 Found", ["location: /v1/realtime"], "moved")),
    cause: null,
    status: 302,
    body: /moved/,
  },
  {
    does: "refuses in chunks",
    behave: sayAndStay(`HTTP/1.1 400 B\r\ntransfer-encoding: chunked\r\n\r\n2a\r\n${REFUSAL}\r\n0\r\n\r\n`),
    cause: null,
    status: 400,
    body: /OperationNotSupported/,
  },
  {
    does: "refuses with a body of no length",
    behave: say(`HTTP/1.1 400 B\r\n\r\n${REFUSAL}`),
    cause: null,
    status: 400,
    body: /OperationNotSupported/,
  },
  {
    does: "refuses in HTTP/1.0",
    behave: say(`HTTP/1.0 400 B\r\n\r\n${REFUSAL}`),
    cause: null,
    status: 400,
    body: /OperationNotSupported/,
  },
  {
    does: "refuses with a cut body",
    behave: say(`${response("400 B", ["content-length: 100"])}{"err`),
    cause: "http.truncated.body",
    status: 400,
    body: /^\{"err$/,
  },
  {
    does: "resets within the body",
    behave: sayAndReset(`${response("400 B", ["content-length: 100"])}{"err`),
    cause: "http.truncated.body",
    status: 400,
  },
  {
    does: "refuses with a body without end",
    behave: repeat(response("401 U", ["transfer-encoding: chunked"]), `8000\r\n${"x".repeat(0x8000)}\r\n`),
    cause: "http.body.too-large",
    status: 401,
    body: /^x+$/,
  },
  {
    does: "refuses with a dripped body",
    behave: (s, h) => {
      s.write(response("401 U", ["content-length: 4000"]));
      drip("x".repeat(4000), 30)(s, h);
    },
    late: true,
    cause: "http.body.timeout",
    status: 401,
    body: /^x+$/,
  },
  {
    does: "refuses with a body that never comes",
    behave: sayAndStay(response("401 U", ["content-length: 40"])),
    late: true,
    cause: "http.body.timeout",
    status: 401,
  },
  {
    does: "answers with a chunk of no number",
    behave: sayAndStay("HTTP/1.1 400 B\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"),
    cause: "http.framing",
    status: 400,
  },
  {
    does: "extends a chunk without end",
    behave: repeat("HTTP/1.1 400 B\r\ntransfer-encoding: chunked\r\n\r\n2;x=", "yyyyyyyy"),
    cause: "http.framing",
    status: 400,
  },
  {
    does: "refuses in gzip that nobody asked for",
    behave: sayAndStay(
      Buffer.concat([
        Buffer.from(response("400 B", ["content-encoding: gzip", `content-length: ${gzipSync(REFUSAL).length}`])),
        gzipSync(REFUSAL),
      ]),
    ),
    cause: "http.encoding",
    status: 400,
  },
  {
    does: "refuses, and sends a second response",
    behave: sayAndStay(response("404 No", [], "{}") + response("200 OK", [], "{}")),
    behind: true,
    cause: "http.framing",
    status: 404,
  },
  {
    does: "refuses, and sends more than it said",
    behave: sayAndStay(`${response("404 No", ["content-length: 2"])}{}extra bytes`),
    behind: true,
    cause: "http.framing",
    status: 404,
    body: /^\{\}$/,
  },
  {
    does: "redirects to two places",
    behave: sayAndStay(response("302 Found", ["location: /a", "location: /b"])),
    cause: null,
    status: 302,
    redirect: { relation: "ambiguous", location: "/a, /b" },
  },
  { does: "says nothing", behave: sayAndStay(), cause: "ws.handshake.timeout", status: null, late: true },
  {
    does: "drips its handshake",
    behave: (s, h) => drip(switching(h), 30)(s, h),
    cause: "ws.handshake.timeout",
    status: null,
    late: true,
  },
  { does: "closes in place of an answer", behave: say(), cause: "tcp.closed.awaiting-headers", status: null },
  { does: "resets in place of an answer", behave: sayAndReset(), cause: "tcp.reset.awaiting-headers", status: null },
  {
    does: "closes within the headers",
    behave: say("HTTP/1.1 101 S\r\nupgrade: web"),
    cause: "http.truncated.headers",
    status: null,
  },
  {
    does: "resets within the headers",
    behave: sayAndReset("HTTP/1.1 101 S\r\nupgrade: web"),
    cause: "tcp.reset.mid-headers",
    status: null,
  },
  { does: "speaks SSH", behave: sayAndStay("SSH-2.0-OpenSSH_9.2\r\n"), cause: "http.not-http", status: null },
  { does: "speaks HTTP/0.9", behave: say("<html>hello</html>"), cause: "http.not-http", status: null },
  {
    does: "gives a status of four digits",
    behave: sayAndStay("HTTP/1.1 2000 OK\r\n\r\n"),
    cause: "http.bad-status",
    status: null,
  },
  {
    does: "gives the status 000",
    behave: sayAndStay("HTTP/1.1 000 OK\r\ncontent-length: 0\r\n\r\n"),
    cause: "http.bad-status",
  },
  { does: "gives the status 999", behave: sayAndStay(response("999 X")), cause: "http.bad-status", status: 999 },
  {
    does: "gives a header with NUL",
    behave: sayAndStay("HTTP/1.1 400 B\r\nx: a\0b\r\n\r\n"),
    cause: "http.malformed-header",
    status: null,
  },
  {
    does: "gives a header of 100 KB",
    behave: sayAndStay(response("400 B", [`x: ${"y".repeat(100_000)}`])),
    cause: "http.headers.too-large",
    status: null,
  },
  {
    does: "gives headers without end",
    behave: repeat("HTTP/1.1 400 B\r\n", "x: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n"),
    cause: "http.headers.too-large",
    status: null,
  },
  {
    does: "gives two lengths",
    behave: sayAndStay("HTTP/1.1 400 B\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{}"),
    cause: "http.framing",
  },
  {
    does: "gives a length and chunks",
    behave: sayAndStay("HTTP/1.1 400 B\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"),
    cause: "http.framing",
  },
  {
    does: "gives informational responses without end",
    behave: repeat("", "HTTP/1.1 103 Early Hints\r\n\r\n"),
    cause: "http.informational-flood",
    status: null,
  },
  {
    does: "gives 100-continue without end",
    behave: repeat("", "HTTP/1.1 100 Continue\r\n\r\n"),
    cause: "http.informational-flood",
    status: null,
  },
  {
    does: "switches without headers",
    behave: sayAndStay("HTTP/1.1 101 Switching Protocols\r\n\r\n"),
    cause: "ws.bad-101",
    status: 101,
  },
  {
    does: "switches and says close",
    behave: (s, h) => s.write(switching(h).replace("Connection: Upgrade", "Connection: close")),
    cause: "ws.bad-101",
    status: 101,
  },
  {
    does: "switches without an accept",
    behave: (s, h) => s.write(switching(h).replace(/Sec-WebSocket-Accept: .*\r\n/, "")),
    cause: "ws.bad-accept",
    status: 101,
  },
  {
    does: "switches with a wrong accept",
    behave: (s, h) =>
      s.write(switching(h).replace(/(Sec-WebSocket-Accept: ).*\r\n/, "$1AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n")),
    cause: "ws.bad-accept",
    status: 101,
  },
  {
    does: "switches to h2c",
    behave: (s, h) => s.write(switching(h).replace("Upgrade: websocket", "Upgrade: h2c")),
    cause: "ws.bad-101",
    status: 101,
  },
  {
    does: "switches to an unasked subprotocol",
    behave: (s, h) => s.write(switching(h, ["Sec-WebSocket-Protocol: realtime"])),
    cause: "ws.bad-101",
    status: 101,
  },
  {
    does: "switches with an unasked extension",
    behave: (s, h) => s.write(switching(h, ["Sec-WebSocket-Extensions: permessage-deflate"])),
    cause: "ws.bad-101",
    status: 101,
  },
];

/** What a peer does once the socket is open, and what the record must say. */
export interface Ending {
  does: string;
  afterwards: Behaviour;
  /** What the close frame of the record must hold; null where the socket stays open. */
  close: Partial<Omit<CloseFrame, "failure">> | null;
  violation?: Cause;
  /** Failure of waiting. */
  failure?: Cause;
  events?: number;
  question?: Question;
  /** Ms that a frame is waited for; absent: 250. */
  wait?: number;
}

export const bytes = (...values: number[]) => Buffer.from(values);

export const ENDINGS: Ending[] = [
  { does: "FIN", afterwards: (s) => s.end(), close: { by: "peer", code: null, transport: "fin" }, events: 0 },
  {
    does: "a reset",
    afterwards: (s) => setTimeout(() => s.resetAndDestroy(), 20),
    close: { by: "peer", code: null, transport: "reset" },
    events: 0,
  },
  {
    does: "an event and FIN",
    afterwards: (s) => s.end(CREATED),
    close: { by: "peer", code: null, transport: "fin" },
    events: 1,
  },
  {
    does: "FIN within a message",
    afterwards: (s) => s.end(CREATED.subarray(0, 20)),
    close: { by: "peer", code: null, transport: "fin" },
    events: 0,
  },
  ...[1000, 1001, 1002, 1003, 1007, 1008, 1009, 1011, 1012, 1013, 3000, 4000, 4999].map(
    (code): Ending => ({
      does: `an event and close ${code}`,
      afterwards: (s) => s.end(Buffer.concat([CREATED, closing(code, "because")])),
      close: { by: "peer", code, reason: "because" },
      events: 1,
    }),
  ),
  {
    does: "close without a code",
    afterwards: (s) => s.end(frame(8)),
    close: { by: "peer", code: null, transport: "fin" },
    events: 0,
  },
  {
    does: "close 1011 and no FIN",
    afterwards: (s) => s.write(closing(1011, "because")),
    close: { by: "peer", code: 1011, reason: "because" },
  },
  {
    does: "close 1000 and data after it",
    afterwards: (s) => s.end(Buffer.concat([closing(1000), CREATED])),
    close: { code: 1000 },
    events: 0,
  },
  { does: "silence", afterwards: () => undefined, close: { by: "us", code: 1000 }, failure: "ws.silent", events: 0 },
  {
    does: "an event and silence",
    afterwards: (s) => s.write(CREATED),
    close: { by: "us", code: 1000 },
    failure: "ws.silent",
    events: 1,
  },
  {
    does: "a close code of 1005",
    afterwards: (s) => s.write(closing(1005)),
    close: { by: "us", code: null },
    violation: "ws.bad-close",
  },
  {
    does: "a close code of 1006",
    afterwards: (s) => s.write(closing(1006)),
    close: { by: "us", code: null },
    violation: "ws.bad-close",
  },
  {
    does: "a close code of 999",
    afterwards: (s) => s.write(closing(999)),
    close: { by: "us", code: null },
    violation: "ws.bad-close",
  },
  {
    does: "a close of one byte",
    afterwards: (s) => s.write(frame(8, "x")),
    close: { by: "us", code: null },
    violation: "ws.bad-close",
  },
  {
    // ws tells a bad reason from a bad message no more than this.
    does: "a close reason of bad UTF-8",
    afterwards: (s) => s.write(closing(1000, bytes(0xff, 0xfe))),
    close: { by: "us" },
    violation: "ws.utf8",
  },
  ...[3, 7, 11, 15].map(
    (opcode): Ending => ({
      does: `the opcode ${opcode}`,
      afterwards: (s) => s.write(frame(opcode, "x")),
      close: { by: "us" },
      violation: "ws.frame",
    }),
  ),
  ...[0xc1, 0xa1, 0x91].map(
    (first): Ending => ({
      does: `the first byte 0x${first.toString(16)}`,
      afterwards: (s) => s.write(frame(1, "x", { first })),
      close: { by: "us" },
      violation: "ws.frame",
    }),
  ),
  {
    does: "a masked frame",
    afterwards: (s) => s.write(frame(1, "x", { masked: true })),
    close: { by: "us" },
    violation: "ws.frame",
  },
  {
    does: "a fragmented ping",
    afterwards: (s) => s.write(frame(9, "x", { first: 0x09 })),
    close: { by: "us" },
    violation: "ws.frame",
  },
  {
    does: "a ping of 126 bytes",
    afterwards: (s) => s.write(frame(9, "x".repeat(126))),
    close: { by: "us" },
    violation: "ws.frame",
  },
  {
    does: "a continuation of nothing",
    afterwards: (s) => s.write(frame(0, "x")),
    close: { by: "us" },
    violation: "ws.frame",
  },
  {
    does: "a message of bad UTF-8",
    afterwards: (s) => s.write(frame(1, bytes(0x22, 0xff, 0x22))),
    close: { by: "us" },
    violation: "ws.utf8",
  },
  {
    does: "a message of bad UTF-8 over two fragments",
    afterwards: (s) => s.write(Buffer.concat([frame(1, bytes(0xc3), { first: 0x01 }), frame(0, bytes(0x28))])),
    close: { by: "us" },
    violation: "ws.utf8",
  },
  {
    does: "a length of 2^40",
    afterwards: (s) => s.write(frame(1, "x", { length: bytes(127, 0, 0, 1, 0, 0, 0, 0, 0) })),
    close: { by: "us" },
    violation: "ws.too-large",
  },
  {
    does: "a length of 2^63",
    afterwards: (s) => s.write(frame(1, "x", { length: bytes(127, 0x80, 0, 0, 0, 0, 0, 0, 0) })),
    close: { by: "us" },
    violation: "ws.too-large",
  },
  {
    does: "a message above the limit",
    afterwards: (s) => s.write(event({ type: "x", text: "y".repeat(2000) })),
    close: { by: "us" },
    violation: "ws.too-large",
    question: { limits: { message: 1000 } },
  },
  {
    does: "empty fragments without end",
    afterwards: (s) => {
      s.write(frame(1, "", { first: 0x01 }));
      repeat("", frame(0, "", { first: 0x00 }))(s, "");
    },
    close: { by: "us" },
    violation: "ws.flood",
  },
  {
    does: "messages without end",
    afterwards: (s) => repeat("", CREATED)(s, ""),
    close: { by: "us" },
    violation: "ws.flood",
    question: { limits: { messages: 500 } },
  },
  {
    does: "large messages without end",
    afterwards: repeat("", event({ type: "x", text: "y".repeat(4_000) })),
    close: { by: "us" },
    violation: "ws.flood",
    question: { limits: { conversation: 30_000 } },
  },
  {
    does: "pings without end",
    afterwards: (s) => repeat("", frame(9))(s, ""),
    close: { by: "us" },
    violation: "ws.flood",
    wait: 5_000,
  },
  {
    does: "pongs without end",
    afterwards: (s) => repeat("", frame(10))(s, ""),
    close: { by: "us" },
    violation: "ws.flood",
    wait: 5_000,
  },
  {
    does: "a few pings and an event",
    afterwards: (s) => {
      s.write(Buffer.concat([frame(9, "a"), frame(10, "b"), frame(9, "c"), CREATED]));
      s.end();
    },
    close: { by: "peer", transport: "fin" },
    events: 1,
  },
];
