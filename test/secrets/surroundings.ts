import type { Wish } from "../support/certificates.ts";
import type { Canaries, Kind } from "./canaries.ts";

/** The domain of every name that a test resolves: each of them is 127.0.0.1, and no name server is asked. */
export const DOMAIN = "example";

/** What surrounds a process: what its peer shows, how that is named, its files, its variables, its arguments. */
export interface Surroundings {
  /** What the peer's certificate says. `unknown`: who signed it is not trusted. */
  certificate: { wish: Wish; issuer: Wish | null; trust: "trusted" | "unknown" };
  /** The host that the resource is asked at. */
  host: string;
  /** Where a redirecting peer sends to; null: nowhere else. */
  location: string | null;
  /** Lines of the one target in aoai-probe.yaml beside name and endpoint, and lines beside `targets:`. */
  configuration: { target: string[]; top: string[] } | null;
  /** Lines of a probe of the user's own, and of its first step; null: there is none. */
  probe: { top: string[]; step: string[] } | null;
  /** Lines of a `.env` file. */
  env: string[];
  variables: Record<string, string>;
  arguments: string[];
}

/** Surroundings in which nothing is wrong: a resource of three variables, which shows a good certificate. */
export function plainSurroundings(canaries: Canaries, auth: "key" | "token"): Surroundings {
  const credential =
    auth === "key"
      ? { AZURE_OPENAI_API_KEY: canaries.S1 }
      : { AZURE_OPENAI_AD_TOKEN: `eyJhbGciOiJub25lIn0.${canaries.S4}.c2ln` };
  return {
    certificate: { wish: { hosts: [] }, issuer: null, trust: "trusted" },
    host: `resource.${DOMAIN}`,
    location: null,
    configuration: null,
    probe: null,
    env: [],
    variables: {
      ...credential,
      AZURE_OPENAI_DEPLOYMENT: "dep=conversation",
      HTTP_PROXY: `http://me:${encodeURIComponent(canaries.S9)}@127.0.0.1:9`,
      AZURE_CLIENT_SECRET: canaries.S11,
    },
    arguments: [],
  };
}

/** A configuration file with nothing wrong in it, to be added to. */
export function configured(s: Surroundings): { target: string[]; top: string[] } {
  const variable = s.variables.AZURE_OPENAI_API_KEY === undefined ? "AZURE_OPENAI_AD_TOKEN" : "AZURE_OPENAI_API_KEY";
  const kind = variable === "AZURE_OPENAI_API_KEY" ? "key" : "token";
  s.configuration ??= {
    target: [`${kind}: { env: ${variable} }`, "deployments: [{ name: dep, role: conversation }]"],
    top: [],
  };
  return s.configuration;
}

/** Where in the surroundings a secret is put. */
export interface OuterPlace {
  /** Kinds that are known to be secret there: those that the run is given, or any, where nothing may be repeated. */
  kinds: readonly Kind[] | "known" | "any";
  /** Whether any disguise may stand there; else the secret stands as the place has it. */
  disguised: boolean;
  /** Whether all of a secret is put there: what a name may be, a few characters of an unknown secret may be too. */
  whole?: true;
  put(s: Surroundings, text: string, secret: string): void;
}

/** What of a text can stand in a host name, in labels as long as a label may be. */
export function asHost(text: string): string {
  const letters = text.replace(/[^A-Za-z0-9]/g, "").slice(0, 180);
  return letters.replace(/.{60}(?=.)/g, "$&.") || "none";
}

/** What of a text can stand in a variable or on one line. */
export const oneLine = (text: string) => text.replace(/[\\=]?[\r\n]+|\0/g, "");
