import { Arm } from "../../discover/arm.ts";
import { readCredential } from "../configuration/credential.ts";
import { isLoopback } from "../configuration/endpoint.ts";
import { MANAGEMENT_VARIABLE } from "../configuration/variables.ts";
import { UsageError } from "../usage-error.ts";
import { CLOUDS, type Cloud, type CloudName, refuseOtherAudience } from "./cloud.ts";
import type { Session } from "./session.ts";

const SUBSCRIPTION = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Azure Resource Manager with a token, and the lines that say so before the first request. */
interface ArmAccess {
  arm: Arm;
  notes: string[];
}

/**
 * Azure Resource Manager of the operator's cloud. Null if there is no token for it.
 * @throws UsageError if the token or a flag cannot be used
 */
export function openArm(
  flags: { cloud?: CloudName | undefined; arm?: string | undefined },
  session: Session,
): ArmAccess | null {
  const { environment, vault, maxWaitMs, userAgent } = session;
  const reading = readCredential("token", environment.get(MANAGEMENT_VARIABLE), Date.now() / 1000);
  if (reading.kind === "unset") return null;
  if (reading.kind === "refused") throw new UsageError(`The variable ${MANAGEMENT_VARIABLE} ${reading.why}.`);
  const cloud = cloudOf(flags);
  refuseOtherAudience(MANAGEMENT_VARIABLE, reading.value, cloud);
  const secret = vault.register(reading.value, "token");
  const { wire, notes } = session.wireTo([{ name: "Azure Resource Manager", endpoint: cloud.arm }]);
  const arm = new Arm({
    origin: cloud.arm,
    token: () => Promise.resolve(secret),
    userAgent,
    maxWaitMs,
    wire,
  });
  return { arm, notes: [...notes, `Reading ${cloud.arm} with ${MANAGEMENT_VARIABLE} as bearer`] };
}

/** The token goes to a known cloud, or to an emulator on this machine. */
function cloudOf({ cloud = "public", arm }: { cloud?: CloudName | undefined; arm?: string | undefined }): Cloud {
  if (arm === undefined) return CLOUDS[cloud];
  const url = URL.canParse(arm) ? new URL(arm) : null;
  if (url === null || !isLoopback(url.hostname) || !/^https?:$/.test(url.protocol) || url.pathname !== "/") {
    throw new UsageError(
      "--arm: expects the origin of an emulator, such as http://127.0.0.1:8080. Use --cloud for Azure.",
    );
  }
  return { ...CLOUDS[cloud], arm: url.origin };
}

/**
 * The subscriptions of --subscription.
 * @throws UsageError if one is no id
 */
export function readSubscriptions(given: string[]): string[] {
  const wrong = given.findIndex((id) => !SUBSCRIPTION.test(id));
  if (wrong === -1) return given.map((id) => id.toLowerCase());
  throw new UsageError(
    `--subscription: value ${wrong + 1} is no subscription ID. \`az account list -o table\` shows the IDs.`,
  );
}
