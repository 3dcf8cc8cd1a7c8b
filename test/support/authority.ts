import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { issueToken } from "../../src/emulator/token.ts";
import { audienceOf } from "../../src/model/entra-scope.ts";
import type { Identity } from "./certificates.ts";

/** What is asked of an authority: its path, and the form of a POST. */
interface Asked {
  path: string;
  form: URLSearchParams;
}

/** An authority of Entra tokens on this machine. */
export interface Authority {
  origin: string;
  asked: Asked[];
  close(): Promise<void>;
}

/** The seconds that a token lives, or an error in the form of Entra's own. */
export type Issuing = { seconds: number } | { error: string; description: string };

export const TENANT = "00000000-0000-4000-8000-000000000001";

/** Issues tokens to everybody who asks in the form of the client-credentials flow. */
export async function startAuthority(shown: Identity, issuing: (asked: Asked) => Issuing): Promise<Authority> {
  const asked: Asked[] = [];
  const server = createServer({ key: shown.pem.key, cert: shown.pem.cert }, (request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => {
      body += text;
    });
    request.on("end", () => {
      const one = { path: request.url ?? "", form: new URLSearchParams(body) };
      asked.push(one);
      const { status, json } = answerTo(one, `https://${request.headers.host}`, issuing);
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(json));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `https://127.0.0.1:${port}`,
    asked,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answerTo(asked: Asked, origin: string, issuing: (asked: Asked) => Issuing): { status: number; json: object } {
  if (asked.path.includes("/.well-known/openid-configuration")) {
    const base = `${origin}/${TENANT}`;
    return {
      status: 200,
      json: {
        issuer: `${base}/v2.0`,
        authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        token_endpoint: `${base}/oauth2/v2.0/token`,
        jwks_uri: `${base}/discovery/v2.0/keys`,
      },
    };
  }
  const issued = issuing(asked);
  if ("error" in issued)
    return {
      status: 400,
      json: { error: issued.error, error_description: issued.description, error_codes: [7000215] },
    };
  const { seconds } = issued;
  const scope = asked.form.get("scope")?.split(" ")[0] ?? "";
  const expires = Date.now() + seconds * 1000;
  return {
    status: 200,
    json: {
      token_type: "Bearer",
      expires_in: seconds,
      ext_expires_in: seconds,
      access_token: issueToken({ audience: audienceOf(scope), expires }),
    },
  };
}
