import type { Arm } from "../../discover/arm.ts";
import { type Offer, rankRegions } from "../../discover/regions.ts";
import { plain, safeJson } from "../../render/inert.ts";
import { grid } from "../../render/table/grid.ts";
import { counted } from "../../render/words.ts";
import { DEFAULT_FILE } from "../configuration/default-file.ts";
import { writeOut } from "../output/standard-output.ts";
import { announceEnd, EMULATED } from "./end.ts";

const HEAD = ["", "region", "model", "SKU", "free", "quota used", "resources"];
const WIDTHS = [2, 16, 17, 14, 5, 10, 14];
const LONGEST = 60;
const MOST_ROWS = 60;

/** What the regions are ranked for. */
interface Wanted {
  subscriptions: string[];
  models: string[];
  json: boolean;
}

/** `discover --regions`: the regions that have free quota for the models, and the commands that prove it. */
export async function showRegions(arm: Arm, wanted: Wanted, say: (line: string) => void): Promise<number> {
  const { subscriptions, offers, problems } = await rankRegions(arm, wanted.subscriptions, wanted.models);
  const withQuota = offers.filter(({ free }) => free === null || free > 0);
  if (arm.isEmulated) say(EMULATED);
  for (const { scope, text } of problems) say(`${scope}: ${text}.`);
  for (const model of wanted.models) {
    const own = offers.filter((offer) => offer.model.toLowerCase() === model.toLowerCase());
    if (own.length === 0) say(`${model}: no region that was read offers it. Check the name of the model.`);
    else if (!own.some((offer) => withQuota.includes(offer))) say(`${model}: no region has free quota.`);
  }
  if (wanted.json) writeOut(`${safeJson({ subscriptions, offers, problems }, 2)}\n`);
  else if (withQuota.length > 0) {
    writeOut(`${regionTable(withQuota, subscriptions.length > 1)}\n`);
    writeOut(`${nextSteps(withQuota, wanted.models).join("\n")}\n`);
  }
  return announceEnd(withQuota.length, problems, say);
}

function regionTable(offers: Offer[], hasSeveral: boolean): string {
  const shown = offers.slice(0, MOST_ROWS);
  const rows = shown.map(({ subscription, region, model, version, sku, free, quota, accounts }, index) => [
    String(index + 1),
    hasSeveral ? `${region}\n${subscription}` : region,
    `${model}\n${version}`,
    sku,
    free === null ? "?" : String(free),
    quota === null ? "unknown" : `${quota.used} of ${quota.limit}`,
    accounts.length === 0
      ? "none"
      : `${accounts[0]?.name}${accounts.length > 1 ? `\nand ${accounts.length - 1} more` : ""}`,
  ]);
  const inert = rows.map((row) =>
    row.map((text) =>
      text
        .split("\n")
        .map((line) => plain(line, LONGEST))
        .join("\n"),
    ),
  );
  const table = grid(HEAD, inert, WIDTHS, true);
  const more = offers.length - shown.length;
  return more === 0 ? table : `${table}\n${counted(more, "further row")}: use --json.`;
}

/** What to do with the first offer of each model. The commands deploy nothing by themselves. */
function nextSteps(offers: Offer[], models: string[]): string[] {
  return models.flatMap((model) => {
    const best = offers.find((offer) => offer.model.toLowerCase() === model.toLowerCase());
    if (best === undefined) return [];
    const [account] = best.accounts;
    const group = /\/resourceGroups\/([^/]+)\//i.exec(account?.id ?? "")?.[1];
    const subscription = shellWord(best.subscription, "SUBSCRIPTION");
    const region = shellWord(best.region, "REGION");
    const name = shellWord(best.model, "MODEL");
    const version = shellWord(best.version, "VERSION");
    const resource = shellWord(account?.name, "RESOURCE");
    const into = `--subscription ${subscription} -g ${shellWord(group, "GROUP")} -n ${resource}`;
    // Another name than that of the model, because the command would change a deployment that exists.
    const deployment = `probe-${name}`;
    return [
      "",
      `Next, for ${name} in ${region}. This is what Azure Resource Manager says. Only a run proves it.`,
      ...(account === undefined
        ? [
            `  az cognitiveservices account create ${into} -l ${region} --kind AIServices --sku S0 --custom-domain ${resource}`,
          ]
        : []),
      `  az cognitiveservices account deployment create ${into} --deployment-name ${deployment} --model-format OpenAI --model-name ${name} --model-version ${version} --sku-name ${shellWord(best.sku, "SKU")} --sku-capacity 1`,
      `  aoai-probe discover --subscription ${subscription} -o ${DEFAULT_FILE} --force`,
      `  aoai-probe run -c ${DEFAULT_FILE} --region ${region} --deployment ${deployment}`,
    ];
  });
}

/** A value as a word of a shell. A value that a shell would not take literally becomes a placeholder. */
function shellWord(text: string | undefined, placeholder: string): string {
  return text !== undefined && /^[A-Za-z0-9][A-Za-z0-9._-]{0,89}$/.test(text) ? text : placeholder;
}
