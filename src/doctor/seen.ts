import { CAUSES, type Cause } from "../model/cause.ts";
import type { Finding } from "../model/finding.ts";
import type { Report, Result } from "../model/report.ts";
import type { Retirement } from "../model/retirement.ts";
import { digestOf } from "../render/digest.ts";
import { codeBeyondStatus } from "../render/reading.ts";
import type { HostLook } from "../wire/host-look.ts";
import type { Examined } from "./examination.ts";
import { REQUESTS } from "./requests.ts";

/** What the checks of one target read. */
export interface Seen extends Examined {
  report: Report;
  results: Result[];
  findings: Finding[];
  /** Null: an emulator answered, for which no date counts. */
  retirements: Retirement[] | null;
  /** Notes of the configuration that may explain a refused credential: which source won over which. */
  notes: string[];
}

/** The first of these findings about the target. */
export function findingOf({ findings }: Pick<Seen, "findings">, ...codes: string[]): Finding | null {
  return codes.flatMap((code) => findings.find((finding) => finding.code === code) ?? [])[0] ?? null;
}

/** The list without a credential. Null if it was not requested. */
export function withoutCredential({ results }: Pick<Seen, "results">): Result | null {
  return results.find(({ cell }) => cell.control === "no-credential") ?? null;
}

/** Whether the list is served without a credential, so that no answer shows whether a credential is accepted. */
export function isOpen(seen: Pick<Seen, "results">): boolean {
  return withoutCredential(seen)?.cause === "app.unexpected-success";
}

/** Whether an answer bears a mark of the service. Otherwise a gateway, a proxy or a portal may have sent it. */
export function isMarked(result: Result): boolean {
  return digestOf(result).attributed;
}

/** The lists with a credential, one for each kind. */
export function listResults({ results }: Pick<Seen, "results">): Result[] {
  return results.filter(({ cell }) => cell.probe === REQUESTS.list && cell.control === null);
}

/** The handshakes, the one for a nonexistent deployment first. */
export function handshakeResults({ results }: Pick<Seen, "results">): Result[] {
  return results.filter(({ cell }) => cell.probe === REQUESTS.handshake || cell.probe === REQUESTS.intent);
}

/** Whether the host of the endpoint could be connected to, so that requests were sent. */
export function isConnected({ looks }: Pick<Seen, "looks">): boolean {
  return looks[0]?.failure === null;
}

/** `r.openai.azure.com`, with a port unless it is the default. */
export function hostOf({ origin }: Pick<HostLook, "origin">): string {
  return new URL(origin).host;
}

/** Why a request or a connection ended. The limit of a cell is `--timeout` here, and there is no run. */
export function reasonFor(cause: Cause): string {
  if (cause === "run.interrupted") return "the checks were interrupted";
  return cause === "cell.deadline" ? "no answer within --timeout" : CAUSES[cause].why;
}

const LONGEST_MESSAGE = 160;

/** What ended a request: `401 “Access denied …”`, or why no answer came. */
export function formatEnding(result: Result): string {
  if (result.status === null || result.status === 101) return reasonFor(result.cause);
  const message = result.error?.message?.replace(/\s+/g, " ").trim() ?? "";
  const short = message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
  const parts = [String(result.status), codeBeyondStatus(result), short === "" ? null : `“${short}”`];
  return parts.filter((part) => part !== null).join(" ");
}

/** Whether the service accepted the credential of a request. A 404 does not show that. */
export function isAccepted({ verdict, stage }: Result): boolean {
  return verdict === "supported" || verdict === "unsupported" || stage.reached === "session";
}
