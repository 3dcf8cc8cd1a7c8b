// A peer in a process of its own that sends without end: on `/flood/KIND` what KIND says, as fast as it is read. Says
// `port N` when it listens.
import { createHash } from "node:crypto";
import { createServer } from "node:http";

const event = (fields) => frame(1, JSON.stringify(fields));

function frame(opcode, payload = "", first = 0x80 | opcode) {
  const bytes = Buffer.from(payload);
  const length =
    bytes.length < 126
      ? Buffer.from([bytes.length])
      : bytes.length < 65_536
        ? Buffer.from([126, bytes.length >> 8, bytes.length & 0xff])
        : Buffer.concat([Buffer.from([127, 0, 0, 0, 0]), uint32(bytes.length)]);
  return Buffer.concat([Buffer.from([first]), length, bytes]);
}

function uint32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

const CREATED = event({ type: "session.created", session: { id: "sess_1" } });
const PIECES = {
  events: event({ type: "rate_limits.updated", rate_limits: [{ name: "tokens", remaining: 1 }] }),
  deltas: event({ type: "response.output_text.delta", item_id: "item_1", delta: "word ".repeat(600) }),
  tiny: frame(1, "x"),
  fragments: frame(0, "", 0),
  pings: frame(9, "ping"),
  pongs: frame(10, "pong"),
  large: event({ type: "x", text: "lorem ipsum dolor sit amet ".repeat(140_000) }),
  binary: frame(2, Buffer.alloc(1_000, 7)),
};

function pour(socket, piece) {
  const many = Buffer.concat(Array.from({ length: Math.max(1, Math.ceil(65_536 / piece.length)) }, () => piece));
  const more = () => {
    while (!socket.destroyed && socket.write(many));
  };
  socket.on("drain", more);
  socket.on("error", () => undefined);
  more();
}

const server = createServer((_request, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  pour(response, Buffer.alloc(16_384, 0x20));
});
server.on("upgrade", (request, socket) => {
  const kind = /^\/flood\/([a-z]+)/.exec(request.url)?.[1] ?? "";
  const key = `${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash("sha1").update(key).digest("base64");
  socket.write(
    `HTTP/1.1 101 S\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  if (kind !== "silent") socket.write(CREATED);
  if (kind === "fragments") socket.write(frame(1, "", 0x01));
  if (PIECES[kind] !== undefined) pour(socket, PIECES[kind]);
});
process.stdin.on("end", () => process.exit()).resume();
server.listen(0, "127.0.0.1", () => process.stdout.write(`port ${server.address().port}\n`));
