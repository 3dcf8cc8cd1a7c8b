import { CAUSES, verdictOf } from "../../model/cause.ts";
import type { Certificate } from "../../model/connection.ts";
import type { HostLook } from "../../wire/host-look.ts";
import { type Evaluated, ok, problem, unknown } from "../line.ts";
import { findingOf, hostOf, reasonFor, type Seen } from "../seen.ts";

/*
 * What happens before the first request: the proxy, the name, the connection and TLS. A check whose turn does not come,
 * because an earlier one failed, has no line.
 */

type Part = "proxy" | "dns" | "connection" | "tls";

/** The part of a connection that failed. Null: none. `here`: this machine failed or was interrupted, not the network. */
function failedAt({ failure }: HostLook): Part | "here" | null {
  if (failure === null) return null;
  const { cause, phase } = failure;
  if (cause === "run.interrupted" || verdictOf(cause) === "local-fault") return "here";
  if (/^(proxy\.|auth\.proxy$)/.test(cause) || phase === "proxy") return "proxy";
  if (cause.startsWith("dns.") || phase === "dns") return "dns";
  if (/^(tls\.|auth\.client-certificate$)/.test(cause) || phase === "tls") return "tls";
  return "connection";
}

/** The advice of the finding about this outage, which a run would give too. */
function adviceOf(seen: Seen, instead: string): string {
  return findingOf(seen, "endpoint-unreachable", "private-address", "endpoint-silent")?.remedy ?? instead;
}

function reasonOf({ failure }: HostLook): string {
  if (failure === null) return "";
  // The text of this program for a time limit repeats the cause.
  const detail = isOfFamily(failure)
    ? failure.text
    : (failure.code ?? (failure.text === CAUSES[failure.cause].why ? null : failure.text));
  return `${reasonFor(failure.cause)}${detail === null ? "" : ` (${detail})`}`;
}

const PROXY_DOWN = "Check --proxy and HTTPS_PROXY, and whether the proxy is reachable from this machine.";
const PROXY_REFUSES = "If this host has a private endpoint, add it to NO_PROXY.";
const NOT_EXCEPTED = "Remove this host from NO_PROXY, or allow direct connections to it.";

/** Which way a host is reached. */
export function checkProxy(seen: Seen): Evaluated[] {
  return seen.looks.map((look) => {
    const host = hostOf(look);
    const failed = failedAt(look);
    if (look.excepted && failed !== null && failed !== "here") {
      return problem(`NO_PROXY excludes ${host} from the proxy, and the direct connection fails`, NOT_EXCEPTED);
    }
    if (look.excepted) return ok(`${host} directly, as NO_PROXY says`);
    if (look.proxy === null) return ok(`${host} directly, no proxy is set`);
    if (failed !== "proxy") return ok(`${host} through ${look.proxy}`);
    const advice = findingOf(seen, "proxy-refused")?.remedy ?? PROXY_DOWN;
    if (look.failure?.cause === "auth.proxy") return problem(look.failure.text, advice);
    const isAnswer = look.failure?.code?.startsWith("PROXY_") === true;
    const isLate = look.failure?.cause === "cell.deadline";
    const text = `${host} through ${look.proxy}: ${isLate ? "the proxy did not answer CONNECT in time" : look.failure?.text}`;
    return problem(text, isAnswer ? `${advice} ${PROXY_REFUSES}` : advice);
  });
}

function proxyHint({ proxy, excepted }: HostLook): string {
  return proxy === null && !excepted ? " If this network requires a proxy, set HTTPS_PROXY." : "";
}

/** Whether the host has addresses, but none of the family of -4 or -6. */
function isOfFamily({ code, text }: NonNullable<HostLook["failure"]>): boolean {
  return code === "ENODATA" && / has no IPv[46] address$/.test(text);
}

const FAMILY = "Remove --ipv4 or --ipv6, or give an address of this family with --resolve.";

/** The addresses of a host. */
export function checkDns(seen: Seen): Evaluated[] {
  return seen.looks.flatMap((look) => {
    const host = hostOf(look);
    const failed = failedAt(look);
    if (failed === "proxy") return [];
    if (look.proxy !== null) return [ok(`the proxy resolves ${host}`)];
    if (failed === "dns") {
      if (look.failure !== null && isOfFamily(look.failure)) return [problem(`${host}: ${reasonOf(look)}`, FAMILY)];
      const advice = `${adviceOf(seen, "Check the resource name.")}${proxyHint(look)}`;
      return [problem(`${host}: ${reasonOf(look)}`, advice)];
    }
    if (look.addresses === null) return [unknown(`${host}: the addresses are unknown`)];
    const shown = look.addresses.map(({ address, class: of }) => `${address} (${of})`);
    const most = 4;
    const more = shown.length > most ? ` and ${shown.length - most} more` : "";
    return [ok(`${host}: ${shown.slice(0, most).join(", ")}${more}`)];
  });
}

/** The connection, to the host or to its proxy. */
export function checkConnection(seen: Seen): Evaluated[] {
  return seen.looks.flatMap((look) => {
    const failed = failedAt(look);
    if (failed === "proxy" || failed === "dns") return [];
    const to = look.proxy === null ? (look.remote ?? hostOf(look)) : `${hostOf(look)} through ${look.remote}`;
    if (failed === "here") return [unknown(`${hostOf(look)}: ${reasonOf(look)}`)];
    if (failed !== "connection") return [ok(`${to} in ${Math.round(look.tcpMs ?? 0)} ms`)];
    const isPublic = look.addresses?.every(({ class: of }) => of === "public") !== false;
    const found = isPublic ? null : findingOf(seen, "private-address");
    const advice = `${found?.remedy ?? adviceOf(seen, "Check the endpoint.")}${isPublic ? proxyHint(look) : ""}`;
    return [problem(`${hostOf(look)}: ${reasonOf(look)}`, advice)];
  });
}

/** The certificate, or that there is none. */
export function checkTls(seen: Seen): Evaluated[] {
  return seen.looks.flatMap((look) => {
    const failed = failedAt(look);
    if (failed !== null && failed !== "tls") return [];
    if (look.origin.startsWith("http:")) return [ok("none, because the endpoint is plain http on this machine")];
    const [leaf] = look.tls?.chain ?? [];
    const shown = leaf === undefined ? null : describe(leaf, look);
    if (failed === null) return [ok([look.tls?.protocol, shown].filter((part) => part != null).join(", "))];
    return [problem([reasonOf(look), shown].filter((part) => part !== null).join(": "), adviceOf(seen, TLS))];
  });
}

const TLS = "Check which server responds at this address.";
const MOST_NAMES = 3;

/** `DNS:*.openai.azure.com` without its kind. */
function bare(name: string): string {
  return name.replace(/^[^:]*:/, "");
}

/** The common name in a distinguished name, or the organisation if it has none. */
function commonNameOf(name: string): string {
  const fields = name.split(", ").map((field) => field.split("="));
  const found = fields.find(([key]) => key === "CN") ?? fields.find(([key]) => key === "O");
  return found?.[1] ?? "a name without a common name";
}

function describe({ subject, issuer, validFrom, validTo, names }: Certificate, { failure }: HostLook): string {
  const [own, by] = [commonNameOf(subject), commonNameOf(issuer)];
  const issued = subject === issuer ? `${own}, issued by itself` : `${own}, issued by ${by}`;
  if (failure?.cause === "tls.cert.wrong-host") {
    const shown = names.slice(0, MOST_NAMES).map(bare).join(", ");
    return `${issued}, for ${shown === "" ? "no host name" : shown}${names.length > MOST_NAMES ? " and others" : ""}`;
  }
  if (failure?.cause === "tls.cert.not-yet-valid")
    return `${issued}, valid from ${validFrom?.slice(0, 10) ?? "unknown"}`;
  return `${issued}, valid until ${validTo?.slice(0, 10) ?? "an unknown date"}`;
}
