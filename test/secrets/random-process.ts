import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { identity } from "../support/certificates.ts";
import { LONG } from "../support/long-counts.ts";
import { type Canaries, freshCanaries, KINDS, type Kind, SEED } from "./canaries.ts";
import { CERTIFICATE_PLACES, NAME_PLACES } from "./certificate-places.ts";
import { CONFIGURATION_PLACES, PROBE_PLACES } from "./configuration-places.ts";
import { DISGUISES } from "./disguises.ts";
import { ENVIRONMENT_PLACES } from "./environment-places.ts";
import { type Course, honestScript } from "./hostile-answers.ts";
import { hostilePeer } from "./random-run.ts";
import { type OuterPlace, plainSurroundings, type Surroundings } from "./surroundings.ts";
import { type Ended, OUTPUT, type Scratch } from "./whole-process.ts";

/** What surrounds a run, by what it is: each holds places. */
export const OUTER = {
  certificate: CERTIFICATE_PLACES,
  "DNS name": NAME_PLACES,
  configuration: { ...CONFIGURATION_PLACES, ...PROBE_PLACES },
  environment: ENVIRONMENT_PLACES,
} as const;
export type Part = keyof typeof OUTER;

/** One process: where a secret is put, which, in what disguise, and how its run goes. */
export interface Drawn {
  part: Part;
  place: string;
  kind: number;
  disguise: number;
  auth: "key" | "token";
  written: boolean;
  course: Course;
}

/** How many places of a part are drawn a round. `random-plans.test.ts` has each that is read before a request is sent. */
const DRAWN: Record<Part, number> = LONG
  ? { certificate: 99, "DNS name": 99, configuration: 10, environment: 9 }
  : { certificate: 3, "DNS name": 3, configuration: 2, environment: 2 };

/** So many rounds; all of it drawn from the seed. */
export function drawn(rounds: number, many: Record<Part, number> = DRAWN): Drawn[] {
  return Object.keys(OUTER)
    .filter(isPart)
    .flatMap((part) => {
      const places = Object.keys(OUTER[part]);
      const length = Math.min(many[part], places.length);
      const some = fc.shuffledSubarray(places, { minLength: length, maxLength: length });
      const chosen = fc.sample(some, { seed: SEED, numRuns: rounds }).flat();
      const others = fc.sample(OTHERS, { seed: SEED, numRuns: chosen.length });
      return others.flatMap((other, index) => ({ part, place: chosen[index] ?? "", ...other }));
    });
}

const OTHERS = fc.record({
  kind: fc.nat(99),
  disguise: fc.nat(Object.keys(DISGUISES).length - 1),
  auth: fc.constantFrom("key" as const, "token" as const),
  written: fc.boolean(),
  course: fc.constantFrom("answered" as const, "mint redirected" as const, "upgrade refused" as const),
});

function isPart(name: string): name is Part {
  return Object.hasOwn(OUTER, name);
}

/** What was put where. */
export function told({ part, place, kind, disguise, auth }: Drawn): string {
  const outer = placeOf(part, place);
  return `${kindAt(outer, kind, auth)} at ${part}: ${place}, ${outer.disguised ? disguiseAt(disguise)[0] : "raw"} (${auth})`;
}

function placeOf(part: Part, place: string): OuterPlace {
  const found: OuterPlace | undefined = Object.entries<OuterPlace>(OUTER[part]).find(([name]) => name === place)?.[1];
  if (found === undefined) throw new Error(`no place '${place}'`);
  return found;
}

function kindAt({ kinds }: OuterPlace, kind: number, auth: "key" | "token"): Kind {
  const known: readonly Kind[] = [auth === "key" ? "S1" : "S4", "S9"];
  const all = Object.keys(KINDS).filter((name): name is Kind => Object.hasOwn(KINDS, name));
  const choice = kinds === "known" ? known : kinds === "any" ? all : kinds;
  return choice[kind % choice.length] ?? "S1";
}

function disguiseAt(index: number): [string, (secret: string) => string] {
  return Object.entries(DISGUISES)[index] ?? ["raw", (secret) => secret];
}

/** What surrounds the run, with the secret in its place. */
export function surroundings(one: Drawn, canaries: Canaries): Surroundings {
  const around = plainSurroundings(canaries, one.auth);
  const outer = placeOf(one.part, one.place);
  const secret = canaries[kindAt(outer, one.kind, one.auth)];
  const text = outer.disguised ? disguiseAt(one.disguise)[1](secret) : secret;
  outer.put(around, outer.whole && text.length < secret.length ? secret : text, secret);
  return around;
}

/** Makes the process, against a peer of its own. */
export async function randomProcess(one: Drawn, scratch: Scratch): Promise<Ended> {
  const canaries = freshCanaries();
  const around = surroundings(one, canaries);
  const { wish, issuer, trust } = around.certificate;
  const authority = issuer === null ? null : identity({ ...issuer, authority: true });
  const hosts = wish.hosts?.length === 0 || wish.hosts === undefined ? [around.host] : wish.hosts;
  const shown = identity({ ...wish, hosts, ...(authority === null ? {} : { issuer: authority }) });
  const peer = await hostilePeer({ key: shown.pem.key, cert: `${shown.pem.cert}${authority?.pem.cert ?? ""}` });
  try {
    peer.play(scriptOf(around, one, canaries));
    const endpoint = `https://${around.host}:${peer.peer.port}`;
    return await scratch.run({
      ...given(around, endpoint, authority?.pem.cert ?? shown.pem.cert, trust, one),
      canaries,
    });
  } finally {
    await peer.peer.close();
  }
}

function scriptOf({ location }: Surroundings, { course }: Drawn, canaries: Canaries) {
  const script = honestScript(location === null ? course : "mint redirected", canaries.S5);
  if (location !== null) script.mint.headers = [...script.mint.headers.slice(0, -1), `Location: ${location}`];
  return script;
}

const NAMES = fileURLToPath(new URL("./names.mjs", import.meta.url));
const CA = "ca.pem";

function given(around: Surroundings, endpoint: string, ca: string, trust: string, { written }: Drawn) {
  const { selection, env, files } = readBefore(around, endpoint);
  return {
    args: [
      ...["run", "--matrix", "--max-wait", "1ms", "--timeout", "5s"],
      ...selection,
      ...(written ? ["-o", OUTPUT] : []),
    ],
    env: {
      NODE_OPTIONS: `--import=${NAMES}`,
      ...(trust === "trusted" ? { NODE_EXTRA_CA_CERTS: CA } : {}),
      ...env,
    },
    files: { ...files, [CA]: ca },
  };
}

/** What is read before anything is asked: the arguments of every verb that makes a plan, variables and files. */
export function readBefore(around: Surroundings, endpoint: string) {
  const { configuration, probe, env, variables } = around;
  const files: Record<string, string> = {};
  if (configuration !== null) files["aoai-probe.yaml"] = configurationText(configuration, endpoint);
  if (probe !== null) files[join("own", "own.yaml")] = probeText(probe);
  if (env.length > 0) files[".env"] = env.join("\n");
  const own = probe === null ? [] : ["--probes", "own"];
  // One that is not named may not say which endpoint is asked.
  const named = configuration === null ? [] : ["-c", "aoai-probe.yaml"];
  return {
    selection: ["--probe", probe === null ? "ga-client-secret-realtime" : "own", ...named, ...own, ...around.arguments],
    env: { ...(configuration === null ? { AZURE_OPENAI_ENDPOINT: endpoint } : {}), ...variables },
    files,
  };
}

function configurationText({ target, top }: { target: string[]; top: string[] }, endpoint: string): string {
  return [
    ...top,
    "targets:",
    "  - name: t",
    `    endpoint: ${endpoint}`,
    ...target.map((line) => `    ${line}`),
    "",
  ].join("\n");
}

function probeText({ top, step }: { top: string[]; step: string[] }): string {
  return [
    ...["id: own", "title: A probe of the user's own", "surface: rest", "role: conversation"],
    ...["reference: https://example.com/", ...top, "steps:", "  - stage: result"],
    "    post: /openai/v1/own/{deployment}",
    ...step.map((line) => `    ${line}`),
    "    expect: { status: [200] }",
    "",
  ].join("\n");
}
