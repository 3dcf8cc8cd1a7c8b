import { X509Certificate } from "node:crypto";
import { request } from "node:https";
import { expect, it } from "vitest";
import { WebSocket } from "ws";
import { selfSignedCertificate } from "../../src/emulator/certificate.ts";
import * as der from "../../src/emulator/der.ts";
import { resource } from "./resource-client.ts";

it("writes lengths, numbers and identifiers as X.690 has them", () => {
  expect(der.octets(Buffer.alloc(127)).subarray(0, 2).toString("hex")).toBe("047f");
  expect(der.octets(Buffer.alloc(128)).subarray(0, 3).toString("hex")).toBe("048180");
  expect(der.octets(Buffer.alloc(256)).subarray(0, 4).toString("hex")).toBe("04820100");
  expect(der.integer(Buffer.from([0x7f])).toString("hex")).toBe("02017f");
  expect(der.integer(Buffer.from([0x80])).toString("hex")).toBe("02020080");
  expect(der.integer(Buffer.from([0, 0, 5])).toString("hex")).toBe("020105");
  expect(der.integer(Buffer.from([0, 0])).toString("hex")).toBe("020100");
  expect(der.oid("1.2.840.10045.4.3.2").toString("hex")).toBe("06082a8648ce3d040302");
  expect(der.time(new Date("2026-06-10T01:02:03Z")).toString("latin1")).toBe("\x17\x0d260610010203Z");
  expect(der.time(new Date("2050-01-01T00:00:00Z")).toString("latin1")).toBe("\x18\x0f20500101000000Z");
  expect(der.bits(Buffer.from([0x80]), 7).toString("hex")).toBe("03020780");
});

it("makes a certificate for loopback that verifies by its own key, another each time", async () => {
  const [one, other] = await Promise.all([selfSignedCertificate(), selfSignedCertificate()]);
  const certificate = new X509Certificate(one.cert);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(certificate.checkHost("localhost")).toBe("localhost");
  expect(certificate.checkIP("127.0.0.1")).toBe("127.0.0.1");
  expect(certificate.checkIP("::1")).toBeDefined();
  expect(certificate.checkHost("example.org")).toBeUndefined();
  expect(certificate.ca).toBe(false);
  expect(Date.parse(certificate.validFrom)).toBeLessThan(Date.now());
  expect(Date.parse(certificate.validTo)).toBeGreaterThan(Date.now());
  expect(new X509Certificate(other.cert).serialNumber).not.toBe(certificate.serialNumber);
});

it("is served over TLS, for requests and sockets alike", async () => {
  const tls = await selfSignedCertificate();
  const running = await resource("france-central-2026-06-10", { tls });
  const headers = { "api-key": running.key };
  const status = await new Promise((resolve, reject) => {
    const asked = request(`${running.endpoint}/openai/v1/models`, { ca: tls.cert, headers, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.on("error", reject);
    asked.end();
  });
  expect(status).toBe(200);
  const origin = running.endpoint.replace("https", "wss");
  const path = "/openai/realtime?api-version=2025-04-01-preview&intent=transcription&deployment=gpt-realtime-whisper";
  const location = await new Promise((resolve, reject) => {
    const socket = new WebSocket(origin + path, { ca: tls.cert, headers });
    socket.on("unexpected-response", (asked, answer) => {
      resolve(answer.headers.location);
      asked.destroy();
    });
    socket.on("error", reject);
  });
  expect(location).toMatch(new RegExp(`^${origin}/v1/realtime\\?`));
  const type = await new Promise((resolve, reject) => {
    const socket = new WebSocket(`${origin}/openai/v1/realtime?model=gpt-realtime-1.5`, { ca: tls.cert, headers });
    socket.on("message", (data) => {
      resolve(JSON.parse(String(data)).type);
      socket.terminate();
    });
    socket.on("error", reject);
  });
  expect(type).toBe("session.created");
});
