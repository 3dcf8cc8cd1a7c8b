import type { Report } from "../../../src/model/report.ts";
import { askLine } from "../../support/embedded.ts";
import { silentFor } from "../../support/gateway.ts";
import { type Behaviour, rawPeer, response, say, sayAndStay } from "../../support/raw-peer.ts";
import { target } from "../../support/small-run.ts";
import { named, type Row, withResource } from "./row.ts";

const LOGIN = "<!doctype html><title>Sign in</title><form action=/login><input name=user></form>";

const DENIED = JSON.stringify({ error: { code: "Denied", message: "You shall not pass." } });

const NOTHING = JSON.stringify({ error: { code: "404", message: "There is nothing of the sort at this resource." } });

const OF_THE_SERVICE = ["content-type: application/json", "apim-request-id: 1", "x-ms-region: Here"];

/** Peers that are not the service: somebody else listens at the endpoint, or nobody. */
export const PEERS: Row[] = [
  {
    name: "nobody listens",
    run: async () => {
      const gone = await rawPeer(say());
      await gone.close();
      return await asked(gone.url("http").origin);
    },
  },
  {
    name: "connections are accepted, and nothing is answered",
    run: async () => {
      const silent = await rawPeer(sayAndStay());
      try {
        return await asked(silent.url("http").origin, { timeoutMs: 200 });
      } finally {
        await silent.close();
      }
    },
  },
  {
    name: "all-supported, which does not answer for a while",
    alone: true,
    run: () =>
      withResource({ scenario: "all-supported" }, async (emulator, target) => {
        const standing = await silentFor(emulator.endpoint, 18, 21);
        try {
          const { report } = await askLine([{ ...target, endpoint: standing.endpoint, hosts: {} }], {
            credentials: new Map([["here", { key: emulator.key }]]),
            plan: { scope: "documented" },
            concurrency: 1,
            timeoutMs: 1_500,
          });
          return report;
        } finally {
          await standing.close();
        }
      }),
  },
  {
    name: "a portal that asks to sign in",
    run: () => facing(say(response("200 OK", ["content-type: text/html"], LOGIN))),
  },
  {
    name: "a portal that sends its callers to sign in elsewhere",
    run: () => facing(say(response("302 Found", ["location: https://login.portal.example/?back=1"]))),
  },
  {
    name: "a resource that denies everybody in words that nobody recorded",
    run: () => facing(say(response("403 Forbidden", OF_THE_SERVICE, DENIED))),
  },
  {
    name: "a resource that has one answer to everything",
    run: () => facing(say(response("404 Not Found", OF_THE_SERVICE, NOTHING))),
  },
  {
    name: "a mock that answers every path with an empty object",
    run: () => facing(say(response("200 OK", ["content-type: application/json", "x-ms-region: Nowhere"], "{}"))),
  },
];

async function facing(behave: Behaviour): Promise<Report> {
  const peer = await rawPeer(behave);
  try {
    return await asked(peer.url("http").origin);
  } finally {
    await peer.close();
  }
}

async function asked(endpoint: string, asking: { timeoutMs?: number } = {}): Promise<Report> {
  const deployments = [named("gpt-realtime-1.5", "conversation"), named("gpt-4.1-mini", "chat")];
  const { report } = await askLine([{ ...target(endpoint), name: "here", deployments }], {
    credentials: new Map([["here", { key: "the-key-of-the-resource-0123456789abcdef" }]]),
    plan: { scope: "documented", probe: ["ga-realtime", "ga-client-secret-realtime", "chat-completions-*"] },
    ...asking,
  });
  return report;
}
