import type { Kind } from "./canaries.ts";
import { asHost, configured, DOMAIN, type OuterPlace, oneLine, type Surroundings } from "./surroundings.ts";

/** A variable whose value is a credential in a form that is refused. */
function wrongForm(form: (secret: string) => string): OuterPlace {
  return {
    kinds: ["S1", "S2", "S3", "S4", "S6", "S11"],
    disguised: false,
    put: (s, _, secret) => {
      s.variables.AZURE_OPENAI_API_KEY = form(secret);
    },
  };
}

/** A variable that is set to something of a secret. */
function variable(
  name: string,
  kinds: OuterPlace["kinds"],
  value: (text: string) => string = (text) => text,
): OuterPlace {
  return {
    kinds,
    disguised: true,
    put: (s, text) => {
      s.variables[name] = oneLine(value(oneLine(text)));
    },
  };
}

/** The variable for a header of a gateway, with a secret in some form. */
function gatewayKey(form: (secret: string) => string): OuterPlace {
  return {
    kinds: ["S6"],
    disguised: false,
    put: (s, _, secret) => {
      configured(s).target.push("headers: { X-Gateway-Key: { env: GATEWAY_KEY } }");
      s.variables.GATEWAY_KEY = form(secret);
    },
  };
}

const PASSWORD: readonly Kind[] = ["S9", "S10"];

/** A proxy's variable, in any of the forms that people write. */
function proxy(name: string, form: (password: string) => string): OuterPlace {
  return {
    kinds: PASSWORD,
    disguised: false,
    put: (s: Surroundings, _, secret) => {
      s.variables[name] = form(encodeURIComponent(secret));
    },
  };
}

/** Every place of the environment, and of a `.env` file. */
export const ENVIRONMENT_PLACES: Record<string, OuterPlace> = {
  "a variable that is misspelt": variable("AZURE_OPENAI_KEY", "any"),
  "a variable of another tool": variable("OPENAI_API_KEY", "any"),
  "a key behind Bearer": wrongForm((secret) => `Bearer ${secret}`),
  "a key in quotation marks": wrongForm((secret) => `"${secret}"`),
  "a key that is a header": wrongForm((secret) => `api-key: ${secret}`),
  "the key of a gateway": gatewayKey((secret) => secret),
  "the key of a gateway in quotation marks": gatewayKey((secret) => `"${secret}"`),
  "the key of a gateway that is a header": gatewayKey((secret) => `Ocp-Apim-Subscription-Key: ${secret}`),
  "a key twice": wrongForm((secret) => `${secret},${secret}`),
  "a key with a line break": wrongForm((secret) => `${secret}\r\nx: ${secret}`),
  "a key that was never expanded": wrongForm((secret) => `$\{KEY:-${secret}}`),
  "a key behind an invisible character": wrongForm((secret) => `\u200b${secret}`),
  "the endpoint": variable("AZURE_OPENAI_ENDPOINT", "any", (text) => text || "x"),
  "the endpoint's path, query and fragment": variable(
    "AZURE_OPENAI_ENDPOINT",
    "any",
    (text) => `https://r.${DOMAIN}/${text}?a=${text}#${text}`,
  ),
  "the endpoint's user": variable("AZURE_OPENAI_ENDPOINT", "any", (text) => `https://${text}:x@r.${DOMAIN}`),
  "a deployment's name": variable("AZURE_OPENAI_DEPLOYMENT", "known", (text) => `${asHost(text).slice(0, 64)}=chat`),
  "a deployment's name, said twice": variable(
    "AZURE_OPENAI_DEPLOYMENT",
    "known",
    (text) => `${asHost(text).slice(0, 64)},${asHost(text).slice(0, 64)}`,
  ),
  // A few characters of an unknown secret may be a model's name.
  "a deployment's role": { ...variable("AZURE_OPENAI_DEPLOYMENT", "any", (text) => `dep=${text} `), whole: true },
  "an api-version to add": variable("OPENAI_API_VERSION", "known", (text) => asHost(text).slice(0, 40)),
  "an api-version that is none": variable("OPENAI_API_VERSION", "any", (text) => `v ${text}`),
  "a proxy's password": proxy("HTTPS_PROXY", (password) => `http://me:${password}@127.0.0.1:9`),
  "a proxy's user": proxy("HTTPS_PROXY", (password) => `http://${password}@127.0.0.1:9`),
  "a proxy without a scheme": proxy("https_proxy", (password) => `me:${password}@127.0.0.1:9`),
  "a proxy of another scheme": proxy("HTTPS_PROXY", (password) => `socks5://me:${password}@127.0.0.1:9`),
  "a proxy with a broken escape": proxy("HTTPS_PROXY", (password) => `http://me:%zz${password}@127.0.0.1:9`),
  "a proxy with two at signs": proxy("HTTPS_PROXY", (password) => `http://me:p@${password}@127.0.0.1:9/${password}`),
  "a proxy that is no URL": proxy("HTTPS_PROXY", (password) => `http://me:${password}@:x`),
  "hosts without a proxy": variable("NO_PROXY", "any", (text) => `me:${text}@${text},.${DOMAIN}`),
  "a .env file that disagrees": {
    kinds: "any",
    disguised: true,
    put: (s, text) => s.env.push(`AZURE_OPENAI_API_KEY=${oneLine(text)}`, `AZURE_OPENAI_AD_TOKEN=${oneLine(text)}`),
  },
  "a .env file of broken lines": {
    kinds: "any",
    disguised: true,
    put: (s, text) => s.env.push(`export ${text}`, `="${text}`, `AZURE OPENAI: '${text}`, text),
  },
  "a token that is none": {
    kinds: "known",
    disguised: true,
    put: (s, text) => {
      s.variables.AZURE_OPENAI_AD_TOKEN = `${oneLine(text)} ${oneLine(text)}`;
    },
  },
};
