import { randomBytes } from "node:crypto";

/** Lines of a media section of an offer that the answer repeats. */
const REPEATED = /^(m=|c=|a=(mid|rtcp-mux|rtpmap|fmtp|sctp-port|max-message-size)\b)/;

/** The audio track of the service. */
const SPEAKER = ["a=rtcp-rsize", "a=ssrc:1 cname:realtimeapi", "a=msid:realtimeapi audio", "a=end-of-candidates"];

/** An SDP answer that accepts each media section of the offer. Nothing listens at its address. */
export function sdpAnswer(offer: string): string {
  const lines = offer.split(/\r?\n/).filter((line) => line !== "");
  const firstMedia = lines.findIndex((line) => line.startsWith("m="));
  const media = firstMedia < 0 ? [] : lines.slice(firstMedia);
  const group = lines.find((line) => line.startsWith("a=group:"));
  const head = [
    "v=0",
    `o=- ${Date.now()} 2 IN IP4 127.0.0.1`,
    "s=-",
    "t=0 0",
    "a=msid-semantic:WMS *",
    `a=fingerprint:sha-256 ${fingerprint()}`,
    ...(group === undefined ? [] : [group]),
  ];
  return `${[...head, ...media.flatMap(answeredLine)].join("\r\n")}\r\n`;
}

function answeredLine(line: string): string[] {
  if (line.startsWith("m=")) {
    const own = line.startsWith("m=audio") ? SPEAKER : ["a=sendrecv"];
    return [line, `a=ice-ufrag:${token(4)}`, `a=ice-pwd:${token(16)}`, ...own];
  }
  if (line === "a=setup:actpass") return ["a=setup:active"];
  return REPEATED.test(line) || line === "a=sendrecv" ? [line] : [];
}

function token(bytes: number): string {
  return randomBytes(bytes).toString("hex");
}

function fingerprint(): string {
  return (randomBytes(32).toString("hex").toUpperCase().match(/../g) ?? []).join(":");
}
