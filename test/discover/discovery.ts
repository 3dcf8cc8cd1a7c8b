import { loadCatalog } from "../../src/catalog/index.ts";
import { roleOfModel } from "../../src/catalog/models.ts";
import { Arm, type ArmOptions } from "../../src/discover/arm.ts";
import { Vault } from "../../src/redaction/secret.ts";
import { AwakeClock } from "../../src/wire/awake-clock.ts";
import { DEFAULT_DEADLINES, DEFAULT_LIMITS } from "../../src/wire/hop.ts";

const catalog = await loadCatalog({ extra: null });

/** The role of a model in the built-in catalogue. */
export const roleOf = (name: string) => roleOfModel(catalog.models, name);

/** Reads an Azure Resource Manager without real waits. `waits` has what it would have waited, in ms. */
export function armAt(origin: string, token: string, more: Partial<ArmOptions> = {}) {
  const waits: number[] = [];
  const vault = new Vault();
  const wire: ArmOptions["wire"] = {
    vault,
    clock: new AwakeClock(),
    origin: performance.now(),
    deadlines: DEFAULT_DEADLINES,
    limits: DEFAULT_LIMITS,
    signal: new AbortController().signal,
    network: {},
  };
  const arm = new Arm({
    origin,
    token: () => Promise.resolve(vault.register(token, "token")),
    userAgent: "test",
    maxWaitMs: 60_000,
    wire,
    wait: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
    ...more,
  });
  return { arm, waits, vault, wire };
}
