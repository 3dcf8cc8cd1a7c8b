// What a run exchanged on the wire, cell by cell, taken from its report.json: what the bare loop does again.
import { readFileSync } from "node:fs";

/** Headers that the client library or the server makes by itself. */
const OWN = /^(host|connection|content-length|transfer-encoding|upgrade|sec-websocket-.*|date|keep-alive)$/i;

/** @returns {object[][]} of each cell its exchanges in order */
export function exchangesOf(reportFile) {
  const { results } = JSON.parse(readFileSync(reportFile, "utf8"));
  return results.flatMap(({ recording }) => {
    const own = (recording?.attempts ?? []).flatMap(({ steps }) => exchangesOfAttempt(steps));
    return own.length === 0 ? [] : [own];
  });
}

function exchangesOfAttempt(steps) {
  const exchanges = [];
  for (const { hops, frames } of steps) {
    for (const hop of hops) if (hop.status !== null) exchanges.push(exchangeOf(hop));
    exchanges.at(-1)?.frames.push(...frames.map(frameOf));
  }
  return exchanges;
}

function exchangeOf({ transport, method, url, requestHeaders, requestBody, status, responseHeaders, body }) {
  const { pathname, search } = new URL(url);
  const text = (of) => (of === null ? null : sized(of.text ?? "", of.bytes));
  return {
    transport,
    method,
    path: pathname + search,
    headers: requestHeaders.filter(([name]) => !OWN.test(name)),
    body: text(requestBody),
    status,
    answerHeaders: responseHeaders.filter(([name]) => !OWN.test(name)),
    answer: text(body),
    frames: [],
  };
}

function frameOf(frame) {
  if (frame.kind === "close") return { by: frame.by === "us" ? "client" : "server", text: null };
  const text = frame.event === null ? (frame.text ?? "") : JSON.stringify(frame.event);
  return { by: frame.direction === "sent" ? "client" : "server", text: sized(text, frame.bytes) };
}

/** The report holds audio by its length, and masks secrets: what was sent was as long as it says. */
function sized(text, bytes) {
  const length = Buffer.byteLength(text);
  return length < bytes ? text + " ".repeat(bytes - length) : text;
}
