import { type Exchange, ImportError, type Reader } from "./exchange.ts";

/** Lines of `curl -v` that are neither headers nor a body. */
const NOTE = /^(\*|[{}] \[|\s*%\s+Total|\s+Dload)/;

/** What `curl -v` prints: `> ` request, `< ` response, then the body. It does not print the request's body. */
export const curlTranscript: Reader = {
  format: "curl -v transcript",
  recognises: (text) => /^> [A-Z]+ \S+ HTTP\//m.test(text),
  read(text, file) {
    const exchanges: Exchange[] = [];
    let open: Exchange | null = null;
    let secure = true;
    let hasEnded = false;
    const body: string[] = [];
    const close = () => {
      if (open !== null && body.some((line) => line.trim() !== ""))
        open.responseBody = Buffer.from(body.join("\n").trim());
      body.length = 0;
    };
    for (const [index, raw] of text.split(/\r?\n/).entries()) {
      const place = `${file}:${index + 1}`;
      const start = /^> ([A-Z]+) (\S+) HTTP\/[\d.]+\s*$/.exec(raw);
      const status = /^< HTTP\/[\d.]+ (\d{3})/.exec(raw);
      const header = /^([<>]) ([^\s:]+):\s*(.*?)\s*$/.exec(raw);
      const connected = /^\* (?:Connected to|Established connection to) .*port (\d+)/.exec(raw);
      if (connected !== null) secure = !["80", "8080"].includes(connected[1] ?? "");
      if (start !== null) {
        close();
        open = { ...emptyExchange(place), method: start[1] ?? "", url: start[2] ?? "" };
        exchanges.push(open);
        hasEnded = false;
      } else if (status !== null) {
        if (open === null)
          throw new ImportError(`${place}: '<': a response without a request: add the lines with '>'.`);
        // An interim status or a new response replaces the former.
        open.status = Number(status[1]);
        open.responseHeaders = [];
        hasEnded = false;
      } else if (header !== null && open !== null) {
        (header[1] === ">" ? open.requestHeaders : open.responseHeaders).push([header[2] ?? "", header[3] ?? ""]);
      } else if (/^<\s*$/.test(raw)) hasEnded = true;
      else if (hasEnded && !NOTE.test(raw)) body.push(raw.replace(/\* Connection #\d+ to host .*$/, ""));
      if (open !== null && header?.[1] === ">" && /^host$/i.test(header[2] ?? "")) {
        const socket = open.requestHeaders.some(([n, v]) => /^upgrade$/i.test(n) && /websocket/i.test(v));
        open.url = urlOf(open.url ?? "", header[3] ?? "", secure, socket);
      }
    }
    close();
    return exchanges.map(finished);
  },
};

function urlOf(path: string, host: string, secure: boolean, socket: boolean): string {
  return `${socket ? "ws" : "http"}${secure ? "s" : ""}://${host}${path}`;
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

function emptyExchange(place: string): Exchange {
  return {
    place,
    startedAt: null,
    durationMs: 0,
    method: "GET",
    url: null,
    requestHeaders: [],
    requestBody: null,
    status: null,
    responseHeaders: [],
    responseBody: null,
    messages: null,
    close: null,
  };
}
