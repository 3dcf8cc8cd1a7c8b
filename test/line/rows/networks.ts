import { startEmulator } from "../../../src/emulator/resource.ts";
import type { Report } from "../../../src/model/report.ts";
import type { Network } from "../../../src/wire/network.ts";
import { identity, trusting } from "../../support/certificates.ts";
import { askLine, targetOf } from "../../support/embedded.ts";
import { tunnelTo } from "../../support/gateway.ts";
import { rawPeer, response, say } from "../../support/raw-peer.ts";
import type { Row } from "./row.ts";

const HOST = "contoso.openai.azure.com";
const CORPORATE = identity({ name: "Contoso Root CA", authority: true });
const SERVER = identity({ hosts: [HOST], issuer: CORPORATE });
const PROBES = ["ga-realtime", "chat-completions-v1"];
const DEPLOYMENTS = ["gpt-realtime-1.5", "gpt-4.1-mini"];

/** A run against the real name of a resource, reached as `network` says. */
async function runAt(port: number, network: Network): Promise<Report> {
  const emulator = await startEmulator({ scenario: "all-supported", tls: SERVER.pem });
  const own = Number(new URL(emulator.endpoint).port);
  const whole = targetOf(emulator, "contoso");
  const target = {
    ...whole,
    deployments: whole.deployments.filter(({ name }) => DEPLOYMENTS.includes(name)),
    endpoint: `https://${HOST}:${port === 0 ? own : port}`,
    hosts: {},
  };
  const resolve = [{ host: HOST, port: own, address: "127.0.0.1" }];
  try {
    const { report } = await askLine([target], {
      credentials: new Map([["contoso", { key: emulator.key }]]),
      plan: { scope: "documented", probe: PROBES },
      network: { resolve, tls: trusting(CORPORATE.pem.cert), ...network },
    });
    return report;
  } finally {
    await emulator.close();
  }
}

/** What is between the prober and a resource, and answers in its place or gives it another address. */
export const NETWORKS: Row[] = [
  { name: "all-supported, at a loopback address for its public name", run: () => runAt(0, {}) },
  {
    name: "a proxy that makes no tunnel to the resource",
    run: async () => {
      const proxy = await tunnelTo({});
      try {
        return await runAt(443, {
          proxies: { https: { origin: proxy.endpoint, credential: null }, http: null, except: [] },
        });
      } finally {
        await proxy.close();
      }
    },
  },
  {
    name: "a proxy that inspects TLS and answers with a page",
    run: async () => {
      const page = response("403 Forbidden", ["content-type: text/html"], "<html>Blocked by policy</html>");
      const peer = await rawPeer(say(page), { tls: SERVER.pem });
      try {
        return await runAt(peer.port, { resolve: [{ host: HOST, port: peer.port, address: "127.0.0.1" }] });
      } finally {
        await peer.close();
      }
    },
  },
];
