import { askLine } from "../../support/embedded.ts";
import { gatewayBefore, type Manner } from "../../support/gateway.ts";
import { type Row, withResource } from "./row.ts";

const OF_THE_SERVICE = { "content-type": "application/json", "x-ms-region": "Here" };

/** The paths that these rows ask: sockets by model and by intent, a mint, and plain requests. */
const SOME = ["ga-realtime", "ga-client-secret-realtime", "preview-realtime", "chat-completions-v1"];

/** A resource where all is well, and a gateway before it that answers some requests by itself. */
export const GATEWAYS: Row[] = [
  {
    name: "all-supported, behind a gateway that carries no sockets",
    run: () =>
      behind(({ headers }) =>
        headers.upgrade === undefined
          ? null
          : {
              status: 403,
              headers: { "content-type": "text/html" },
              body: "<html><head><title>403 Forbidden</title></head><body>Forbidden</body></html>",
            },
      ),
  },
  {
    name: "all-supported, where a plain request fails at first and is answered when it is asked again",
    run: () => {
      const failed = new Set<string>();
      return behind((asked, body) => {
        const question = `${asked.url} ${body}`;
        // The control without a credential sends the same request.
        if (asked.headers["api-key"] === undefined) return null;
        if (!(asked.url ?? "").includes("/chat/completions") || failed.has(question)) return null;
        failed.add(question);
        return {
          status: 500,
          headers: { ...OF_THE_SERVICE, "apim-request-id": "00000000-0000-4000-8000-000000000500" },
          body: JSON.stringify({ Message: "An error has occurred." }),
        };
      });
    },
  },
  {
    name: "all-supported, where plain requests are beyond the rate until tomorrow",
    run: () =>
      behind(({ url = "" }) =>
        url.includes("/chat/completions")
          ? {
              status: 429,
              headers: { ...OF_THE_SERVICE, "retry-after": "86400" },
              body: JSON.stringify({
                error: {
                  code: "429",
                  message:
                    "Requests to the ChatCompletions_Create Operation have exceeded token rate limit of your current tier. Please retry after 86400 seconds.",
                },
              }),
            }
          : null,
      ),
  },
];

function behind(instead: NonNullable<Manner["instead"]>): ReturnType<Row["run"]> {
  return withResource({ scenario: "all-supported" }, async ({ endpoint, key }, target) => {
    const gateway = await gatewayBefore(endpoint, { instead });
    try {
      const asked = { ...target, endpoint: gateway.endpoint, hosts: {} };
      const credentials = new Map([["here", { key }]]);
      return (await askLine([asked], { credentials, plan: { scope: "documented", probe: SOME } })).report;
    } finally {
      await gateway.close();
    }
  });
}
