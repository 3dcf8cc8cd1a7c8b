import type { Verb } from "../verb.ts";

/** The verbs, in alphabetical order. Each is loaded only if it is needed. */
export const VERBS: Record<string, () => Promise<Verb>> = {
  bundle: async () => (await import("./bundle.ts")).bundle,
  catalog: async () => (await import("./catalog.ts")).catalog,
  completion: async () => (await import("./completion.ts")).completion,
  diff: async () => (await import("./diff.ts")).diff,
  discover: async () => (await import("./discover.ts")).discover,
  doctor: async () => (await import("./doctor.ts")).doctor,
  emulate: async () => (await import("./emulate.ts")).emulate,
  explain: async () => (await import("./explain.ts")).explain,
  import: async () => (await import("./import.ts")).importCapture,
  init: async () => (await import("./init.ts")).init,
  merge: async () => (await import("./merge.ts")).merge,
  plan: async () => (await import("./plan.ts")).plan,
  recipe: async () => (await import("./recipe.ts")).recipe,
  report: async () => (await import("./report.ts")).report,
  run: async () => (await import("./run.ts")).run,
  verify: async () => (await import("./verify.ts")).verify,
  why: async () => (await import("./why.ts")).why,
};

/** Every verb by its name. */
export async function loadVerbs(): Promise<Record<string, Verb>> {
  return Object.fromEntries(await Promise.all(Object.entries(VERBS).map(async ([name, load]) => [name, await load()])));
}
