import { gzipSync } from "node:zlib";
import type { Cause } from "../../src/model/cause.ts";
import type { Redirect } from "../../src/model/recording.ts";
import { type Behaviour, drip, repeat, response, say, sayAndReset, sayAndStay } from "../support/raw-peer.ts";
import type { Question } from "../support/wire-question.ts";

/** What one HTTP peer does wrong, and what must come of it. */
export interface Fault {
  does: string;
  behave: Behaviour;
  /** Several where the order in which the platform sees things is a race. */
  cause: Cause | Cause[] | null;
  status?: number | null;
  /** What the record must hold of the body. */
  body?: RegExp | null;
  /** Ends at a deadline, not at a byte. */
  late?: true;
  question?: Question;
  redirect?: Partial<Redirect>;
  atOnce?: true;
  /** What is wrong comes behind a whole response: in a piece of its own it comes after we have ended. */
  behind?: true;
}

const JSON_TYPE = "content-type: application/json";
const REFUSAL = '{"error":{"code":"OperationNotSupported"}}';
const HEAD = "HTTP/1.1 200 OK\r\n";

export const FAULTS: Fault[] = [
  {
    does: "refuses with a body",
    behave: say(response("400 Bad Request", [JSON_TYPE], REFUSAL)),
    cause: null,
    status: 400,
    body: /OperationNotSupported/,
  },
  {
    does: "refuses with a body of no length, ended by FIN",
    behave: say(`HTTP/1.1 401 No\r\nconnection: close\r\n\r\n${REFUSAL}`),
    cause: null,
    status: 401,
    body: /OperationNotSupported/,
  },
  {
    does: "refuses with a chunked body",
    behave: sayAndStay(`HTTP/1.1 500 E\r\ntransfer-encoding: chunked\r\n\r\n2a\r\n${REFUSAL}\r\n0\r\n\r\n`),
    cause: null,
    status: 500,
    body: /OperationNotSupported/,
  },
  {
    does: "answers in HTTP/1.0",
    behave: say(`HTTP/1.0 404 Not Found\r\n\r\n${REFUSAL}`),
    cause: null,
    status: 404,
    body: /OperationNotSupported/,
  },
  { does: "answers with a status of its own", behave: say(response("999 What", [], "x")), cause: "http.bad-status" },
  { does: "says nothing", behave: sayAndStay(), cause: "http.headers.timeout", status: null, late: true },
  {
    does: "drips its headers",
    behave: drip(response("200 OK", ["x: ".padEnd(400, "y")], "{}"), 40),
    cause: "http.headers.timeout",
    status: null,
    late: true,
  },
  {
    does: "drips headers without end",
    behave: repeat(HEAD, "x: y\r\n", 30),
    cause: "http.headers.timeout",
    status: null,
    late: true,
  },
  {
    does: "drips its body",
    behave: (s, h) => {
      s.write(response("200 OK", ["content-length: 4000"]));
      drip("x".repeat(4000), 30)(s, h);
    },
    cause: "http.body.timeout",
    status: 200,
    body: /^x+$/,
    late: true,
  },
  {
    does: "stalls after its headers",
    behave: sayAndStay(response("401 No", ["content-length: 10"])),
    cause: "http.body.timeout",
    status: 401,
    late: true,
  },
  {
    does: "stalls within its body",
    behave: sayAndStay(`${response("200 OK", ["content-length: 10"])}abc`),
    cause: "http.body.timeout",
    status: 200,
    body: /^abc$/,
    late: true,
  },
  { does: "closes on accepting", behave: (s) => s.end(), atOnce: true, cause: "tcp.closed.awaiting-headers" },
  {
    does: "resets on accepting",
    behave: sayAndReset(),
    atOnce: true,
    cause: ["tcp.reset.connect", "tcp.reset.awaiting-headers"],
  },
  { does: "closes after the request", behave: say(), cause: "tcp.closed.awaiting-headers", status: null },
  { does: "resets after the request", behave: sayAndReset(), cause: "tcp.reset.awaiting-headers", status: null },
  { does: "closes within the status line", behave: say("HTTP/1.1 2"), cause: "http.truncated.headers", status: null },
  {
    does: "closes within the headers",
    behave: say(`${HEAD}x-a: b\r\n`),
    cause: "http.truncated.headers",
    status: null,
  },
  {
    does: "resets within the headers",
    behave: sayAndReset(`${HEAD}x-a: b\r\n`),
    cause: "tcp.reset.mid-headers",
    status: null,
  },
  {
    does: "closes within the body",
    behave: say(`${response("404 No", ["content-length: 100"])}{"err`),
    cause: "http.truncated.body",
    status: 404,
    body: /^\{"err$/,
  },
  {
    does: "resets within the body",
    behave: sayAndReset(`${response("404 No", ["content-length: 100"])}{"err`),
    cause: "http.truncated.body",
    status: 404,
  },
  {
    does: "closes within a chunk",
    behave: say(`${response("200 OK", ["transfer-encoding: chunked"])}64\r\nabc`),
    cause: "http.truncated.body",
    status: 200,
  },
  { does: "speaks SSH", behave: sayAndStay("SSH-2.0-OpenSSH_9.2\r\n"), cause: "http.not-http", status: null },
  {
    does: "speaks SSH first",
    behave: sayAndStay("SSH-2.0-OpenSSH_9.2\r\n"),
    atOnce: true,
    cause: "http.not-http",
    status: null,
  },
  { does: "speaks HTTP/0.9", behave: say("<html>hello</html>"), cause: "http.not-http", status: null },
  {
    does: "speaks h2",
    behave: sayAndStay(Buffer.from([0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 100])),
    cause: "http.not-http",
    status: null,
  },
  {
    does: "gives a status of four digits",
    behave: sayAndStay("HTTP/1.1 2000 OK\r\ncontent-length: 0\r\n\r\n"),
    cause: "http.bad-status",
    status: null,
  },
  {
    does: "gives the status 000",
    behave: sayAndStay("HTTP/1.1 000 OK\r\ncontent-length: 0\r\n\r\n"),
    cause: "http.bad-status",
  },
  { does: "gives no status", behave: sayAndStay("HTTP/1.1 OK\r\n\r\n"), cause: "http.bad-status", status: null },
  {
    does: "gives a header of 100 KB",
    behave: sayAndStay(response("200 OK", [`x: ${"y".repeat(100_000)}`], "{}")),
    cause: "http.headers.too-large",
    status: null,
  },
  {
    does: "gives headers without end",
    behave: repeat(HEAD, "x: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n"),
    cause: "http.headers.too-large",
    status: null,
  },
  {
    does: "gives a header with NUL",
    behave: sayAndStay(`${HEAD}x: a\0b\r\ncontent-length: 0\r\n\r\n`),
    cause: "http.malformed-header",
    status: null,
  },
  {
    does: "gives a header line with a bare LF",
    behave: sayAndStay(`${HEAD}x: a\ny: b\r\ncontent-length: 0\r\n\r\n`),
    cause: "http.malformed-header",
    status: null,
  },
  {
    does: "gives a header name with a space",
    behave: sayAndStay(`${HEAD}x y: a\r\ncontent-length: 0\r\n\r\n`),
    cause: "http.malformed-header",
    status: null,
  },
  {
    does: "gives two lengths",
    behave: sayAndStay(`${HEAD}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`),
    cause: "http.framing",
  },
  {
    does: "gives a length and chunks",
    behave: sayAndStay(`${HEAD}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`),
    cause: "http.framing",
  },
  { does: "gives a negative length", behave: sayAndStay(`${HEAD}content-length: -1\r\n\r\n{}`), cause: "http.framing" },
  {
    does: "gives a chunk of no number",
    behave: sayAndStay(`${HEAD}transfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n`),
    cause: "http.framing",
    status: 200,
  },
  {
    does: "gives a body beyond its length",
    behave: sayAndStay(`${response("404 No", ["content-length: 2"])}{}extra bytes`),
    behind: true,
    cause: "http.framing",
    status: 404,
    body: /^\{\}$/,
  },
  {
    does: "gives a second response",
    behave: sayAndStay(response("404 No", [], "{}") + response("200 OK", [], "{}")),
    behind: true,
    cause: "http.framing",
    status: 404,
  },
  {
    does: "gives a 204 with a body",
    behave: sayAndStay("HTTP/1.1 204 No Content\r\n\r\nbody"),
    behind: true,
    cause: "http.framing",
    status: 204,
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
    does: "gives an unasked 100 Continue, and then its answer",
    behave: sayAndStay("HTTP/1.1 100 Continue\r\n\r\n", response("200 OK", [], "{}")),
    cause: null,
    status: 200,
  },
  {
    does: "extends a chunk without end",
    behave: repeat(`${HEAD}transfer-encoding: chunked\r\n\r\n2;x=`, "yyyyyyyy"),
    cause: "http.framing",
    status: 200,
  },
  {
    does: "extends every chunk",
    behave: repeat(`${HEAD}transfer-encoding: chunked\r\n\r\n`, `1;x=${"y".repeat(2_000)}\r\nz\r\n`),
    question: { limits: { body: 10_000 } },
    cause: "http.framing",
    status: 200,
  },
  {
    does: "gives a few informational responses first",
    behave: sayAndStay("HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n".repeat(3), response("200 OK", [], "{}")),
    cause: null,
    status: 200,
  },
  {
    does: "switches protocols unasked",
    behave: sayAndStay("HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n"),
    cause: "http.unexpected-101",
  },
  {
    does: "gives a body without end",
    behave: repeat(response("200 OK", ["transfer-encoding: chunked"]), `8000\r\n${"x".repeat(0x8000)}\r\n`),
    cause: "http.body.too-large",
    status: 200,
    body: /^x+$/,
  },
  {
    does: "gives a body above the limit in one segment",
    behave: sayAndStay(response("200 OK", [], "x".repeat(3000))),
    question: { limits: { body: 1000 } },
    cause: "http.body.too-large",
    status: 200,
  },
  {
    does: "gives gzip that nobody asked for",
    behave: sayAndStay(
      Buffer.concat([
        Buffer.from(response("200 OK", ["content-encoding: gzip", `content-length: ${gzipSync(REFUSAL).length}`])),
        gzipSync(REFUSAL),
      ]),
    ),
    cause: "http.encoding",
    status: 200,
  },
  {
    does: "gives deflate that nobody asked for, in capitals",
    behave: sayAndStay(response("401 U", ["Content-Encoding: DEFLATE"], REFUSAL)),
    cause: "http.encoding",
    status: 401,
  },
  {
    does: "redirects to two places",
    behave: sayAndStay(response("302 Found", ["location: /a", "location: /b"])),
    cause: null,
    status: 302,
    redirect: { relation: "ambiguous", location: "/a, /b" },
  },
  {
    does: "redirects to one place twice",
    behave: sayAndStay(response("302 Found", ["location: /a", "Location: /a"])),
    cause: null,
    status: 302,
    redirect: { relation: "same-origin", location: "/a" },
  },
  {
    does: "says identity",
    behave: sayAndStay(response("200 OK", ["content-encoding: identity"], REFUSAL)),
    cause: null,
    status: 200,
    body: /OperationNotSupported/,
  },
];
