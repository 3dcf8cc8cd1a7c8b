import { methodAfter, REDIRECTS } from "../wire/location.ts";
import { type CurlCommand, readTranscriptLines } from "./curl-command.ts";
import { type Exchange, emptyExchange, ImportError, type Reader } from "./exchange.ts";
import { locationsOf } from "./redirect-chain.ts";

const STATUS = /^HTTP\/[\d.]+ (\d{3})\b/;
const NOTE = /^(\s*%\s+Total|\s+Dload|\s*[\d.]+.*--:--:--|curl: \(\d+\))/;

/** What `curl -i` prints: responses only. The command lines in the file say what was requested. */
export const curlResponses: Reader = {
  format: "curl -i transcript",
  recognises: (text) => /^HTTP\/[\d.]+ \d{3}/m.test(text) && !/^(\S+ )?> [A-Z]+ \S+ HTTP\//m.test(text),
  read(text, file) {
    const exchanges: Exchange[] = [];
    let command: CurlCommand | null = null;
    let open: Exchange | null = null;
    let isBody = false;
    const body: string[] = [];
    const close = () => {
      const content = body.join("\n").trim();
      if (open !== null && content !== "") open.responseBody = Buffer.from(content);
      body.length = 0;
    };
    for (const { text: raw, number, command: given } of readTranscriptLines(text)) {
      const status = STATUS.exec(raw);
      const header = /^([\w-]+):\s*(.*?)\s*$/.exec(raw);
      if (given !== null) {
        close();
        open = null;
        command = given;
      } else if (status !== null) {
        close();
        // An interim response, or that of a proxy to CONNECT, comes before the response itself.
        const isInterim = open?.status != null && (open.status < 200 || open.responseHeaders.length === 0);
        if (open === null || !isInterim) {
          open = requestBefore(`${file}:${number}`, command, open);
          command = null;
          exchanges.push(open);
        }
        open.status = Number(status[1]);
        open.responseHeaders = [];
        isBody = false;
      } else if (open !== null && !isBody) {
        if (header !== null) open.responseHeaders.push([header[1] ?? "", header[2] ?? ""]);
        else if (raw.trim() === "") isBody = true;
      } else if (isBody && !NOTE.test(raw)) body.push(raw);
    }
    close();
    return exchanges;
  },
};

/** The request of a response: that of the command, or the one to which a redirect led. */
function requestBefore(place: string, command: CurlCommand | null, before: Exchange | null): Exchange {
  const [location] = before === null ? [] : locationsOf(before);
  if (command !== null && command.url !== null) {
    const { method, url, headers, body } = command;
    return { ...emptyExchange(place), method, url, requestHeaders: headers, requestBody: body };
  }
  if (before?.url != null && before.status !== null && REDIRECTS.includes(before.status) && location !== undefined) {
    const url = URL.canParse(location, before.url) ? new URL(location, before.url).href : null;
    if (url !== null) return { ...emptyExchange(place), method: methodAfter(before.method, before.status), url };
  }
  throw new ImportError(
    `${place}: 'URL': curl -i does not print the request: add the curl command before it, or record with curl -v.`,
  );
}
