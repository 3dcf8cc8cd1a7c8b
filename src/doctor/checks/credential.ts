import { TEXT as KEY_REJECTED } from "../../diagnose/findings/key-rejected.text.ts";
import { CAUSES } from "../../model/cause.ts";
import { credentialName } from "../../model/cell.ts";
import { aliasOf } from "../../model/host-alias.ts";
import type { Result } from "../../model/report.ts";
import { AUTH_NOUNS } from "../../model/target.ts";
import { type Evaluated, ok, problem, unknown } from "../line.ts";
import {
  findingOf,
  formatEnding,
  handshakeResults,
  isAccepted,
  isConnected,
  isMarked,
  isOpen,
  listResults,
  type Seen,
} from "../seen.ts";

/** Findings about credentials, the most precise first. */
const FINDINGS = [
  "key-auth-disabled",
  "role-missing",
  "token-audience-wrong",
  "token-rejected",
  "key-rejected",
  "access-refused",
];

/** Whether the service accepts each credential. */
export function checkCredential(seen: Seen): Evaluated[] {
  if (!isConnected(seen)) return [];
  if (!seen.hasCredential) return [problem("no credential is set", NONE_SET)];
  const open = isOpen(seen);
  return listResults(seen).map((result) => checkOne(result, seen, open));
}

const NONE_SET = "Set AZURE_OPENAI_API_KEY or AZURE_OPENAI_AD_TOKEN, or the variable that the configuration names.";

function checkOne(result: Result, seen: Seen, open: boolean): Evaluated {
  const { variant } = result.cell;
  const auth = AUTH_NOUNS[variant.auth];
  const isOwn = ({ cell }: Result) => credentialName(cell.variant) === credentialName(variant);
  const all = [result, ...handshakeResults(seen).filter(isOwn)];
  if (open) return unknown(`the endpoint needs no credential here, so nothing shows whether the ${auth} is accepted`);
  const accepted = all.find(isAccepted);
  if (accepted !== undefined) return ok(`the ${auth} is accepted`);
  if (result.cause === "local.token")
    return problem(`the ${auth}: ${CAUSES["local.token"].why}`, reasonNotSent(result));
  const refused = all.find(({ verdict }) => verdict === "auth");
  if (refused === undefined) return unknown(`the ${auth}: ${formatEnding(result)}`);
  if (findingOf(seen, "network-restricted") !== null) return unknown(`the ${auth}: the network rules come first`);
  const own = refused.cause === "auth.key-unread" ? KEY_REJECTED.remedy.unread : null;
  const why = isMarked(refused) ? CAUSES[refused.cause].why : "refused without a mark of the service";
  const advice = [
    own ?? findingOf(seen, ...FINDINGS, "portal-page", "not-the-service")?.remedy ?? OTHER,
    cloudHint(seen),
    ...seen.notes,
  ]
    .filter((part) => part !== null)
    .join(" ");
  return problem(`the ${auth}: ${why}: ${formatEnding(refused)}`, advice);
}

/** Why the source of tokens gave none, and what to do about it. */
function reasonNotSent({ recording }: Result): string {
  return recording?.attempts.at(-1)?.steps[0]?.failure?.text ?? OTHER;
}

const OTHER = "Compare the credential and the endpoint with the resource's page in the portal.";

const CLOUDS: Record<string, string> = { "azure.us": "Azure Government", "azure.cn": "Azure in China" };

/** A credential of one cloud is unknown in every other cloud, in the same words as a wrong one. */
function cloudHint({ target }: Seen): string | null {
  const { resource = "" } = aliasOf(new URL(target.endpoint).hostname) ?? {};
  const cloud = Object.entries(CLOUDS).find(([domain]) => resource.endsWith(`.${domain}`))?.[1];
  return cloud === undefined
    ? null
    : `The endpoint is in ${cloud}, which knows no credential of another cloud. A resource of public Azure has the domain openai.azure.com.`;
}
