import { otherAliasesOf, voiceLiveHostOf, webRtcHostOf } from "../../model/host-alias.ts";
import type { Target } from "../../model/target.ts";
import { UsageError } from "../usage-error.ts";
import type { Targets } from "./targets.ts";

/**
 * Adds the other host names of each resource as targets of their own, with the credential of the resource: `--hosts all`.
 * They are optional, because not every kind of resource has every name. The hosts of WebRTC and Voice Live are added to
 * the target unless it names its own.
 * @throws UsageError if a target already has the name of such a target
 */
export function addHostAliases(found: Targets): Targets {
  const endpoints = new Set([...found.targets, ...found.unselected].map(({ endpoint }) => endpoint));
  const names = new Set([...found.targets, ...found.unselected].map(({ name }) => name));
  const credentials = new Map(found.credentials);
  const recipients = found.recipients.map((recipient) => ({ ...recipient }));
  const leftOut = [...found.leftOut];
  const targets = found.targets.flatMap((target): Target[] => {
    const whole = { ...target, hosts: { ...extraHostsOf(target), ...target.hosts } };
    const aliases = aliasTargetsOf(target).filter(({ endpoint }) => !endpoints.has(endpoint));
    for (const { name } of aliases) {
      if (names.has(name)) throw new UsageError(`--hosts: ${name} is the name of another target. Rename one of them.`);
    }
    const secrets = found.credentials.get(target.name);
    const recipient = recipients.find((one) => one.target === target.name);
    if (recipient !== undefined) recipient.origins = [...new Set([target.endpoint, ...Object.values(whole.hosts)])];
    for (const { name, endpoint } of aliases) {
      if (secrets !== undefined) credentials.set(name, secrets);
      if (leftOut.includes(target.name)) leftOut.push(name);
      if (recipient !== undefined) {
        recipients.push({ ...recipient, target: name, origins: [endpoint], redirectOrigins: [] });
      }
    }
    return [whole, ...aliases];
  });
  return { ...found, targets, credentials, recipients, leftOut };
}

/** A base path belongs to the host that was configured with it. */
function aliasTargetsOf({ basePath: _, trusted: __, ...target }: Target): Target[] {
  const url = new URL(target.endpoint);
  return otherAliasesOf(url.hostname).map(({ alias, hostname }) => ({
    ...target,
    name: `${target.name}-${alias.replace(".", "-")}`,
    endpoint: originWith(url, hostname),
    hosts: {},
    aliasOf: target.name,
    optional: true,
  }));
}

function extraHostsOf({ endpoint, region }: Target): Target["hosts"] {
  const url = new URL(endpoint);
  const voiceLive = voiceLiveHostOf(url.hostname);
  const webRtc = voiceLive === null || region === null ? null : webRtcHostOf(region);
  return {
    ...(voiceLive === null ? {} : { "voice-live": originWith(url, voiceLive) }),
    ...(webRtc === null ? {} : { webrtc: `https://${webRtc}` }),
  };
}

function originWith({ protocol, port }: URL, hostname: string): string {
  return `${protocol}//${hostname}${port === "" ? "" : `:${port}`}`;
}
