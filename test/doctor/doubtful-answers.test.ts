import { createHash } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type RequestListener, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Checkup } from "../../src/doctor/checkup.ts";
import { formatScreen } from "../../src/doctor/screen.ts";
import { buildCli } from "../support/built-cli.ts";
import { checkUp, closeAll, keep } from "./setup.ts";

/*
 * Servers whose answers look right, or look like those of the service, and show less than that.
 */

interface Answer {
  status: number;
  body: string;
  headers?: Record<string, string>;
}

const MARKS = { "apim-request-id": "1", "x-ms-region": "Sweden Central" };
const LIST = JSON.stringify({ object: "list", data: [{ id: "gpt-realtime-1.5" }] });

beforeAll(buildCli);
afterAll(closeAll);

/** @param upgrades whether it accepts every handshake, instead of answering like any request */
async function serverWith(answer: (headers: IncomingHttpHeaders) => Answer, upgrades: boolean): Promise<string> {
  const respond: RequestListener = ({ headers }, response) => {
    const { status, body, headers: own } = answer(headers);
    response.writeHead(status, { "content-type": "application/json", ...own }).end(body);
  };
  const server = createServer(respond);
  server.on("upgrade", (request, socket) => {
    const key = `${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash("sha1").update(key).digest("base64");
    if (upgrades) {
      const head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
      socket.write(`${head}Sec-WebSocket-Accept: ${accept}\r\n\r\n`);
      return;
    }
    const response = new ServerResponse(request);
    response.assignSocket(request.socket);
    response.on("finish", () => socket.end());
    respond(request, response as Parameters<RequestListener>[1]);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  keep({
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const lineOf = ({ lines }: Checkup, check: string) => {
  const { verdict, text } = lines.find((line) => line.check === check) ?? {};
  return `${verdict}: ${text}`;
};

describe("doctor", () => {
  it.each([
    ["with the marks of the service", MARKS],
    ["of an unknown server", {}],
  ])("does not say that a key is accepted if a list %s needs none", async (_, headers) => {
    const endpoint = await serverWith(() => ({ status: 200, body: LIST, headers }), true);
    const checkup = await checkUp({ endpoint });
    expect(lineOf(checkup, "service")).toBe("ok: answers, also without a credential");
    expect(lineOf(checkup, "credential")).toMatch(/^unknown: the endpoint needs no credential here/);
    expect(checkup.exit.code).toBe(3);
    const words = formatScreen(checkup, false).replace(/\s+/g, " ");
    expect(words).toMatch(/^First: no problem was seen \(\d checks? without evidence\)\. Nothing shows that the cred/);
  });

  it("does not take an answer without a mark for the service's, whatever it is about", async () => {
    const endpoint = await serverWith(() => ({ status: 200, body: "[[[[1]]]]" }), true);
    const checkup = await checkUp({ endpoint });
    expect(lineOf(checkup, "service")).toMatch(/^(unknown|problem): 200.*, without a mark of the service$/);
    expect(lineOf(checkup, "clock")).toBe("ok: agrees with the server that answers");
    expect(lineOf(checkup, "websocket")).toBe("unknown: a handshake was accepted (101), without a mark of the service");
    expect(checkup.exit.code).not.toBe(0);
  });

  it("does not say that the service refused a key if a gateway may have done it", async () => {
    const body = JSON.stringify({ message: "Unauthorized" });
    const checkup = await checkUp({ endpoint: await serverWith(() => ({ status: 401, body }), false) });
    expect(lineOf(checkup, "credential")).toBe(
      "problem: the key: refused without a mark of the service: 401 “Unauthorized”",
    );
  });

  it("repeats no credential, escape sequence or command of a hostile answer", async () => {
    const endpoint = await serverWith(({ "api-key": key = "" }) => {
      const message = `${key} \u001b[2J\u001b]0;x\u0007 \u202e ${Buffer.from(String(key)).toString("base64")}`;
      return { status: 401, headers: MARKS, body: JSON.stringify({ error: { code: String(key), message } }) };
    }, false);
    const checkup = await checkUp({ endpoint });
    expect(lineOf(checkup, "credential")).toContain("REDACTED-apikey-1");
    expect(JSON.stringify(checkup)).not.toContain("MDEyMzQ1Njc4OWFi");
  });
});
