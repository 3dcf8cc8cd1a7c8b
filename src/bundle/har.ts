import { readHeader } from "../judge/ids.ts";
import type { Attempt, Body, Frame, Hop, MessageFrame, Phases } from "../model/recording.ts";
import type { Report, Result } from "../model/report.ts";
import { moment, utc } from "../render/clock.ts";
import { plain, safeJson } from "../render/inert.ts";
import { IMPORTED } from "../render/tally.ts";

/*
 * HAR 1.2 (W3C Web Performance Working Group, historical draft), which the network panels of browsers open. A page is
 * one attempt of one cell, and an entry is one hop. The events of a WebSocket belong to its handshake, as in Chromium.
 */

type Pair = { name: string; value: string };

/** Formats the recordings as HAR. What was redacted at capture is redacted here. */
export function harText(report: Report): string {
  const attempts = report.results.flatMap((result) =>
    (result.recording?.attempts ?? []).map((attempt, n) => ({ result, attempt, id: `${result.cell.id}#${n + 1}` })),
  );
  const log = {
    version: "1.2",
    creator: { name: report.tool.name, version: report.tool.version },
    ...commentOf(report),
    pages: attempts.map(({ attempt, id, result }) => page(attempt, id, result)),
    entries: attempts.flatMap(({ attempt, id }) => entries(attempt, id)),
  };
  return `${safeJson({ log }, 1)}\n`;
}

/** What a reader must know first. */
function commentOf({ run }: Report) {
  const comments = [
    ...(run.emulated === undefined ? [] : ["Made with the emulator, not with Azure."]),
    ...(run.imported === undefined ? [] : [IMPORTED]),
  ];
  return comments.length === 0 ? {} : { comment: comments.join(" ") };
}

/** An unknown time is absent, because the format has no word for it. */
function startOf({ startedAt }: Attempt, at = 0) {
  return startedAt === null ? {} : { startedDateTime: utc(moment(startedAt, at)) };
}

function page(attempt: Attempt, id: string, { verdict, cause }: Result) {
  return {
    ...startOf(attempt),
    id,
    title: `${plain(id)}: ${verdict} (${cause})`,
    pageTimings: { onContentLoad: -1, onLoad: attempt.durationMs === null ? -1 : Math.max(0, attempt.durationMs) },
  };
}

function entries(attempt: Attempt, pageref: string) {
  const frames = framesByHandshake(attempt);
  return attempt.steps.flatMap(({ hops, stage }) =>
    hops.map((hop) => {
      const messages = frames.get(hop) ?? [];
      return {
        pageref,
        ...startOf(attempt, hop.at),
        time: timeOf(hop.phases),
        request: requestOf(hop),
        response: responseOf(hop),
        cache: {},
        timings: timingsOf(hop.phases),
        ...addressOf(hop.remote),
        comment: `stage ${stage}${hop.failure === null ? "" : `; ${plain(hop.failure.text, 200)}`}${gapsOf(hop, attempt)}`,
        _resourceType: hop.transport === "websocket" ? "websocket" : "fetch",
        ...(hop.status === 101
          ? { _webSocketMessages: messages.filter((f) => f.kind === "message").map((f) => messageOf(f, attempt)) }
          : {}),
        ...closeOf(messages),
      };
    }),
  );
}

/** Describes how many messages of a socket the record lacks. */
function gapsOf(hop: Hop, { steps }: Attempt): string {
  if (hop.status !== 101) return "";
  const opened = steps.findIndex(({ hops }) => hops.includes(hop));
  const next = steps.findIndex(({ hops }, index) => index > opened && hops.some(({ status }) => status === 101));
  const own = steps.slice(opened, next === -1 ? undefined : next);
  const missing = own.reduce((sum, { elided }) => sum + (elided?.count ?? 0), 0);
  return missing === 0 ? "" : `, ${missing} further messages were received but not kept`;
}

/** Assigns each frame to the connection that was last opened before it. */
function framesByHandshake(attempt: Attempt): Map<Hop, Frame[]> {
  const byHop = new Map<Hop, Frame[]>();
  let open: Hop | undefined;
  for (const step of attempt.steps) {
    open = step.hops.findLast(({ status, transport }) => status === 101 && transport === "websocket") ?? open;
    if (open !== undefined) byHop.set(open, [...(byHop.get(open) ?? []), ...step.frames]);
  }
  return byHop;
}

function requestOf(hop: Hop) {
  const type = hop.requestHeaders.find(([name]) => name.toLowerCase() === "content-type")?.[1];
  return {
    method: hop.method,
    url: hop.url,
    httpVersion: "HTTP/1.1",
    cookies: [],
    headers: pairs(hop.requestHeaders),
    queryString: queryOf(hop.url),
    ...(hop.requestBody === null
      ? {}
      : { postData: { mimeType: type ?? "", params: [], text: hop.requestBody.text ?? binary(hop.requestBody) } }),
    headersSize: -1,
    bodySize: hop.requestBody?.bytes ?? 0,
  };
}

function responseOf(hop: Hop) {
  const { body } = hop;
  return {
    // If no status line arrived, browsers write 0.
    status: hop.status ?? 0,
    statusText: "",
    httpVersion: "HTTP/1.1",
    cookies: [],
    headers: pairs(hop.responseHeaders),
    content: {
      size: body?.bytes ?? 0,
      mimeType: readHeader(hop, "content-type") ?? "x-unknown",
      ...(body === null ? {} : { text: body.text ?? binary(body) }),
      ...(body?.cut === true ? { comment: "cut" } : {}),
    },
    redirectURL: readHeader(hop, "location") ?? "",
    headersSize: -1,
    bodySize: body?.bytes ?? -1,
    ...(hop.failure === null ? {} : { _error: plain(hop.failure.text) }),
  };
}

/**
 * HAR gives the duration of each part of a hop, and a recording gives times from its start. -1 means "does not apply".
 */
function timingsOf({ dns, tcp, tls, sent, firstByte, end }: Phases) {
  const since = (to: number | null, ...from: (number | null)[]) =>
    to === null ? -1 : Math.max(0, to - (from.find((at) => at !== null) ?? 0));
  const ssl = since(tls, tcp, dns);
  const tcpOnly = since(tcp, dns);
  return {
    blocked: -1,
    dns: since(dns),
    connect: tcpOnly === -1 ? -1 : tcpOnly + Math.max(0, ssl),
    ssl,
    send: Math.max(0, since(sent, tls, tcp, dns)),
    wait: Math.max(0, since(firstByte, sent, tls, tcp, dns)),
    receive: Math.max(0, since(end, firstByte, sent, tls, tcp)),
  };
}

function timeOf(phases: Phases): number {
  const { blocked: _, ssl: __, ...parts } = timingsOf(phases);
  return Object.values(parts).reduce((sum, ms) => sum + Math.max(0, ms), 0);
}

/** Formats messages as Chromium does: time in seconds, opcode 1 for text. */
function messageOf(frame: MessageFrame, attempt: Attempt) {
  return {
    type: frame.direction === "sent" ? "send" : "receive",
    ...(attempt.startedAt === null ? {} : { time: moment(attempt.startedAt, frame.at).getTime() / 1000 }),
    opcode: 1,
    data: frame.event === null ? (frame.text ?? "") : JSON.stringify(frame.event),
  };
}

function closeOf(frames: Frame[]) {
  const close = frames.findLast((frame) => frame.kind === "close");
  if (close === undefined) return {};
  const { code, reason, by, transport } = close;
  return { _webSocketClose: { code, reason, by, transport } };
}

function queryOf(url: string): Pair[] {
  return URL.canParse(url) ? [...new URL(url).searchParams].map(([name, value]) => ({ name, value })) : [];
}

function pairs(headers: [string, string][]): Pair[] {
  return headers.map(([name, value]) => ({ name, value }));
}

/** HAR requires an IP address, so a pseudonym is omitted. */
function addressOf(remote: string | null) {
  const [, v6, v4, port] = /^(?:\[([0-9a-f:.]+)\]|([\d.]+)):(\d+)$/i.exec(remote ?? "") ?? [];
  const address = v6 ?? v4;
  return address === undefined ? {} : { serverIPAddress: address, connection: port };
}

function binary({ bytes }: Body): string {
  return `(${bytes} bytes, not text)`;
}
