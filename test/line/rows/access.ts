import { readScenario } from "../../../src/emulator/scenario-reader.ts";
import { issueToken } from "../../../src/emulator/token.ts";
import { askLine } from "../../support/embedded.ts";
import { gatewayBefore } from "../../support/gateway.ts";
import { probeOf } from "../../support/recorded.ts";
import { type Row, withResource } from "./row.ts";

const documented = { scope: "documented" } as const;

/** The paths that the rows of a credential ask: one of each transport and surface. */
const SOME = { probe: ["ga-realtime", "ga-client-secret-realtime", "preview-realtime", "chat-completions-*"] };

/** The SDP offer of a call, sent with the resource's own credential, as the reporter of FR-022 sent it. */
const OFFER_WITH_KEY = {
  ...probeOf("ga-translation-calls"),
  id: "own-call-with-the-key",
  title: "GA WebRTC call, SDP offer with the resource's credential",
  role: "conversation" as const,
  steps: probeOf("ga-translation-calls").steps.map((step) =>
    step.stage === "upgrade" ? { ...step, post: "/openai/v1/realtime/calls" } : step,
  ),
};

/** Who asks: another key, a token, nobody, or a gateway in the caller's place. */
export const ACCESS: Row[] = [
  {
    name: "fr-085, with the key of another resource",
    run: () =>
      withResource({ scenario: "fr-085" }, async (_, target) => {
        const credentials = new Map([["here", { key: "another-resources-key-0123456789abcdef" }]]);
        return (await askLine([target], { credentials, plan: documented })).report;
      }),
  },
  ...(
    [
      ["fr-066-2025-04-21", "with a token"],
      ["fr-086", "with a token whose identity lacks the role"],
      ["token-for-another", "with a token"],
    ] as const
  ).map(
    ([scenario, how]): Row => ({
      name: `${scenario}, ${how}`,
      run: () =>
        withResource({ scenario }, async ({ token }, target) => {
          const asked = { ...target, auth: ["entra" as const] };
          return (
            await askLine([asked], { credentials: new Map([["here", { token }]]), plan: { ...documented, ...SOME } })
          ).report;
        }),
    }),
  ),
  {
    // FR-019 and FR-020: the key in the query works, and the identity lacks the role.
    name: "france-central-2026-06-10-translate, with its key, its key in the query and a token",
    run: () =>
      withResource({ scenario: "france-central-2026-06-10-translate" }, async ({ key, token }, target) => {
        const asked = { ...target, auth: ["key" as const, "key-query" as const, "entra" as const] };
        const credentials = new Map([["here", { key, token }]]);
        return (await askLine([asked], { credentials, plan: { ...documented, probe: ["ga-translation"] } })).report;
      }),
  },
  {
    name: "all-supported, with its key and a token of which nobody knows",
    run: () =>
      withResource({ scenario: "all-supported" }, async ({ key }, target) => {
        const asked = { ...target, auth: ["key" as const, "entra" as const] };
        const credentials = new Map([["here", { key, token: "a.token-that-nobody-gave.0123456789abcdef" }]]);
        return (await askLine([asked], { credentials, plan: { ...documented, ...SOME } })).report;
      }),
  },
  {
    name: "all-supported, with its key and a token for Azure Resource Manager",
    run: () =>
      withResource({ scenario: "all-supported" }, async ({ key }, target) => {
        const asked = { ...target, auth: ["key" as const, "entra" as const] };
        const token = issueToken({ audience: "https://management.azure.com/", expires: Date.now() + 3_600_000 });
        const credentials = new Map([["here", { key, token }]]);
        return (await askLine([asked], { credentials, plan: { ...documented, ...SOME } })).report;
      }),
  },
  {
    name: "all-supported, which takes the key in its own header only",
    run: async () => {
      const { rules, ...scenario } = await readScenario("all-supported");
      const body = { error: { code: "KeyElsewhere", message: "Send it in its own header." } };
      const answer = { kind: "reply" as const, status: 401, body };
      const own = { source: "inferred", ask: { credential: "key-bearer" as const, always: true as const }, answer };
      return await withResource({ scenario: { ...scenario, rules: [own, ...rules] } }, async ({ key }, target) => {
        const asked = { ...target, auth: ["key" as const, "key-bearer" as const] };
        const credentials = new Map([["here", { key }]]);
        return (await askLine([asked], { credentials, plan: { ...documented, ...SOME } })).report;
      });
    },
  },
  {
    name: "france-central-2026-06-10-translate, and a call offered with the resource's own key",
    run: () =>
      withResource({ scenario: "france-central-2026-06-10-translate" }, async ({ key }, target) => {
        const plan = { probe: ["ga-calls", OFFER_WITH_KEY.id] };
        const credentials = new Map([["here", { key }]]);
        return (await askLine([target], { credentials, plan, probes: [OFFER_WITH_KEY] })).report;
      }),
  },
  {
    name: "all-supported, behind a gateway that adds the key",
    run: () =>
      withResource({ scenario: "all-supported" }, async ({ endpoint, key }, target) => {
        const gateway = await gatewayBefore(endpoint, { headers: { "api-key": key } });
        try {
          const asked = { ...target, endpoint: gateway.endpoint, hosts: {} };
          const credentials = new Map([["here", { key: "the-key-that-the-gateway-wants-of-its-caller" }]]);
          return (await askLine([asked], { credentials, plan: { ...documented, ...SOME } })).report;
        } finally {
          await gateway.close();
        }
      }),
  },
  {
    name: "all-supported, behind a gateway that asks one deployment whatever it is asked for",
    run: () =>
      withResource({ scenario: "all-supported" }, async ({ endpoint, key }, target) => {
        const gateway = await gatewayBefore(endpoint, {
          path: (path) => path.replace(/([?&](?:model|deployment)=)[^&]+/, "$1gpt-realtime-1.5"),
        });
        try {
          const asked = { ...target, endpoint: gateway.endpoint, hosts: {} };
          const credentials = new Map([["here", { key }]]);
          return (await askLine([asked], { credentials, plan: { ...documented, ...SOME } })).report;
        } finally {
          await gateway.close();
        }
      }),
  },
];
