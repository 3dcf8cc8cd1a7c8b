import { type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { Reply } from "./endpoints/endpoint.ts";

interface Payload {
  type: string | null;
  bytes: Buffer;
}

/** Answers a request. */
export function writeReply(response: ServerResponse, reply: Reply, marks: Record<string, string>): void {
  const { type, bytes } = payloadOf(reply);
  response.writeHead(reply.status, {
    ...marks,
    ...reply.headers,
    ...(type === null ? {} : { "content-type": type }),
    "content-length": bytes.length,
  });
  response.end(bytes);
}

/** Answers a handshake with anything but 101, and ends the connection. */
export function refuseHandshake(socket: Duplex, reply: Reply, marks: Record<string, string>): void {
  const { type, bytes } = payloadOf(reply);
  const headers = {
    ...marks,
    ...reply.headers,
    ...(type === null ? {} : { "content-type": type }),
    "content-length": String(bytes.length),
    date: new Date().toUTCString(),
    connection: "close",
  };
  const head = [`HTTP/1.1 ${reply.status} ${STATUS_CODES[reply.status] ?? ""}`, ...headerLines(headers), "", ""];
  socket.end(Buffer.concat([Buffer.from(head.join("\r\n"), "latin1"), bytes]));
}

/** `name: value`, one line a header; what would break a line is left out. */
export function headerLines(headers: Record<string, string>): string[] {
  return Object.entries(headers).map(([name, value]) => `${name}: ${value.replace(/[\r\n]/g, "")}`);
}

function payloadOf({ body }: Reply): Payload {
  switch (body.kind) {
    case "json":
      return { type: "application/json", bytes: Buffer.from(JSON.stringify(body.value)) };
    case "text":
      return { type: body.type, bytes: Buffer.from(body.text) };
    case "none":
      return { type: null, bytes: Buffer.alloc(0) };
  }
}
