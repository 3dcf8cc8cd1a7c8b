import { loadCatalog } from "../../catalog/index.ts";
import { type Inventory, readInventory } from "../../discover/inventory.ts";
import { plain } from "../../render/inert.ts";
import { counted } from "../../render/words.ts";
import { DEFAULT_FILE } from "../configuration/default-file.ts";
import { refuseExisting, writeConfiguration } from "../configuration/template.ts";
import { MANAGEMENT_VARIABLE, VARIABLES } from "../configuration/variables.ts";
import { writeOut } from "../output/standard-output.ts";
import { rolesOf } from "../plan/planned-run.ts";
import { UsageError } from "../usage-error.ts";
import { openArm, readSubscriptions } from "./arm-access.ts";
import type { CloudName } from "./cloud.ts";
import { configurationText, type LeftOut, writableTargets } from "./configuration-text.ts";
import { announceEnd, EMULATED } from "./end.ts";
import { foundTable } from "./found-table.ts";
import { showRegions } from "./regions.ts";
import { openSession } from "./session.ts";

/** The flags of `discover`. */
interface DiscoverFlags extends Record<string, unknown> {
  subscription: string[];
  cloud?: CloudName | undefined;
  arm?: string | undefined;
  output?: string | undefined;
  force: boolean;
  regions: boolean;
  model: string[];
  json: boolean;
  dotenv?: string | undefined;
}

const LONGEST_LINE = 600;

/** `discover`: lists resources and deployments, and writes a configuration with them. */
export async function discover(flags: DiscoverFlags, variables: Record<string, string | undefined>): Promise<number> {
  const file = flags.output ?? DEFAULT_FILE;
  const subscriptions = readSubscriptions(flags.subscription);
  refuseStrayFlags(flags);
  if (!flags.force && !flags.regions) refuseExisting(file);
  const session = openSession(flags, variables);
  try {
    const access = openArm(flags, session);
    if (access === null) {
      throw new UsageError(
        `No credential for Azure Resource Manager. Set ${MANAGEMENT_VARIABLE}, for example to the output of \`az account get-access-token --query accessToken -o tsv\`.`,
      );
    }
    const say = (line: string) => process.stderr.write(`${plain(session.vault.redact(line), LONGEST_LINE)}\n`);
    for (const note of access.notes) say(note);
    if (flags.regions) {
      return await showRegions(access.arm, { subscriptions, models: flags.model, json: flags.json }, say);
    }
    const catalog = await loadCatalog({ extra: null });
    const inventory = await readInventory(access.arm, subscriptions, rolesOf(catalog));
    const found = writableTargets(inventory.accounts);
    if (access.arm.isEmulated) say(EMULATED);
    for (const line of accountLines(inventory, found, access.arm.unread)) say(line);
    if (flags.json) writeOut(`${JSON.stringify(inventory, null, 2)}\n`);
    else if (found.targets.length > 0) writeOut(`${foundTable(found.targets)}\n`);
    if (found.targets.length > 0) {
      const by = {
        file,
        at: inventory.at,
        source: "Azure Resource Manager",
        credential: { kind: "token", variable: VARIABLES.token },
      } as const;
      writeConfiguration(file, session.vault.redact(configurationText(found.targets, found.leftOut, by)), flags.force);
      say(`Wrote ${file}. Set ${VARIABLES.token}, and run: aoai-probe plan -c ${file}`);
    }
    return announceEnd(found.targets.length, inventory.problems, say);
  } finally {
    session.end();
  }
}

/** @throws UsageError if a flag has no effect, or --regions lacks a model */
function refuseStrayFlags({ regions, model, output, force }: DiscoverFlags): void {
  if (regions && model.length === 0) {
    throw new UsageError("--regions: needs --model, for example --model gpt-realtime.");
  }
  if (!regions && model.length > 0) throw new UsageError("--model: has no effect without --regions. Add --regions.");
  if (regions && (output !== undefined || force)) {
    throw new UsageError("--regions: writes no file. Remove --output and --force.");
  }
}

/** What was read, and each list that could not be read. */
function accountLines(
  { subscriptions, accounts, otherKinds, problems }: Inventory,
  { leftOut }: { leftOut: LeftOut[] },
  unread: number,
): string[] {
  const deployments = accounts.reduce((sum, account) => sum + account.deployments.length, 0);
  return [
    `Found ${counted(subscriptions.length, "subscription")}, ${counted(accounts.length, "resource")} and ${counted(deployments, "deployment")}.`,
    ...(otherKinds === 0 ? [] : [`${counted(otherKinds, "account")} of other kinds left out.`]),
    ...leftOut.map(({ account, why }) => `${account.name} is left out: ${why}.`),
    ...(unread === 0 ? [] : [`${counted(unread, "entry")} not understood, so left out.`.replace("entrys", "entries")]),
    ...problems.map(({ scope, text }) => `${scope}: ${text}`),
  ];
}
