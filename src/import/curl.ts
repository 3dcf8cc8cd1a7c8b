import { type CurlCommand, readTranscriptLines } from "./curl-command.ts";
import { type Exchange, emptyExchange, ImportError, type Reader } from "./exchange.ts";

/** Lines of curl that are neither headers nor a body: notes, byte counts, the progress meter. */
const NOTE = /^(\*|[{}] \[|\s*%\s+Total|\s+Dload|\s*[\d.]+.*--:--:--|curl: \(\d+\))/;
const REQUEST = /^(?:\d\d:\d\d:\d\d\.\d{6} )?> [A-Z]+ \S+ HTTP\//m;

/** What `curl -v` prints: `> ` request, `< ` response, then the body. Only a command line shows the request's body. */
export const curlTranscript: Reader = {
  format: "curl -v transcript",
  recognises: (text) => REQUEST.test(text),
  read(text, file) {
    const exchanges: Exchange[] = [];
    let open: Exchange | null = null;
    let command: CurlCommand | null = null;
    let secure = true;
    let hasEnded = false;
    let isTunnel = false;
    const body: string[] = [];
    const close = () => {
      const content = withoutRepeatedHeaders(body).join("\n").trim();
      if (open !== null && content !== "") open.responseBody = Buffer.from(content);
      body.length = 0;
      open = null;
      hasEnded = false;
    };
    for (const { text: raw, number, command: given } of readTranscriptLines(text)) {
      const place = `${file}:${number}`;
      const start = /^> ([A-Z]+) (\S+) HTTP\/[\d.]+\s*$/.exec(raw);
      const status = /^< HTTP\/[\d.]+ (\d{3})/.exec(raw);
      const header = /^([<>]) ([^\s:]+):\s*(.*?)\s*$/.exec(raw);
      const connected = /^\* (?:Connected to|Established connection to) .*port (\d+)/.exec(raw);
      if (connected !== null) secure = !["80", "8080"].includes(connected[1] ?? "");
      if (given !== null) {
        close();
        command = given;
      } else if (start !== null) {
        close();
        // The request for a tunnel goes to a proxy.
        isTunnel = start[1] === "CONNECT";
        if (isTunnel) continue;
        open = { ...emptyExchange(place), method: start[1] ?? "", url: start[2] ?? "", requestBody: bodyOf(command) };
        command = null;
        exchanges.push(open);
      } else if (open === null) {
        if (status !== null && !isTunnel)
          throw new ImportError(`${place}: '<': a response without a request: add the lines with '>'.`);
      } else if (status !== null) {
        // An interim status or a new response replaces the former.
        open.status = Number(status[1]);
        open.responseHeaders = [];
        hasEnded = false;
      } else if (header !== null && !(hasEnded && header[1] === "<")) {
        (header[1] === ">" ? open.requestHeaders : open.responseHeaders).push([header[2] ?? "", header[3] ?? ""]);
      } else if (/^<\s*$/.test(raw)) hasEnded = true;
      else if (hasEnded && !NOTE.test(raw)) body.push(raw.replace(/\* Connection #\d+ to host .*$/, ""));
      if (open !== null && header?.[1] === ">" && /^host$/i.test(header[2] ?? "")) {
        open.url = `http${secure ? "s" : ""}://${header[3] ?? ""}${pathOf(open.url ?? "")}`;
      }
    }
    close();
    return exchanges.map(finished);
  },
};

/** A proxy without a tunnel receives the whole URL. */
function pathOf(target: string): string {
  return target.replace(/^https?:\/\/[^/]+/i, "");
}

function bodyOf(command: CurlCommand | null): string | null {
  return command?.body ?? null;
}

/** `-i` prints the headers of the response once more before its body. */
function withoutRepeatedHeaders(body: string[]): string[] {
  const first = body.findIndex((line) => line.trim() !== "");
  if (!/^HTTP\/[\d.]+ \d{3}/.test(body[first] ?? "")) return body;
  const end = body.findIndex((line, index) => index > first && line.trim() === "");
  return end === -1 ? [] : withoutRepeatedHeaders(body.slice(end + 1));
}

/** The header that asks for a WebSocket may follow the host. */
function finished(exchange: Exchange): Exchange {
  if (exchange.url === null || !URL.canParse(exchange.url)) {
    throw new ImportError(`${exchange.place}: 'Host': the request has no valid Host header: add its line.`);
  }
  const socket = exchange.requestHeaders.some(([n, v]) => /^upgrade$/i.test(n) && /websocket/i.test(v));
  const url = socket ? exchange.url.replace(/^http/, "ws") : exchange.url;
  return { ...exchange, url, messages: socket ? [] : null };
}
