import type { Hop, OriginRelation, Redirect } from "../model/recording.ts";

/** Why the probe does not follow a redirect. */
const REASONS = {
  "other-origin": "it leads to another origin",
  downgrade: "it leads from https to http",
  "bad-scheme": "its scheme is not http, https, ws or wss",
  userinfo: "its URL has a user name",
  malformed: "its Location is not a URL",
  missing: "it has no Location",
  ambiguous: "it has several Locations",
  loop: "its Location was already requested",
  "too-many": "there were more than five redirects",
  credential: "its path holds a secret",
} as const satisfies Record<NonNullable<Redirect["notFollowed"]>, string>;

const RELATIONS = {
  "same-origin": "same origin",
  "same-host-other-port": "same host, another port",
  downgrade: "https to http",
  "cross-origin": "another host",
  "bad-scheme": "another scheme",
  userinfo: "a URL with a user name",
  malformed: "not a URL",
  missing: "no Location",
  ambiguous: "several Locations",
} as const satisfies Record<OriginRelation, string>;

/** What a redirect did to a request, a sentence each. `next` is the request that followed it. */
export function redirectInWords(hop: Hop, next: Hop | null): string[] {
  const { redirect } = hop;
  if (redirect === null) return [];
  if (isKeyOnly(redirect)) {
    const moved = `The Location is the same URL with the credential added to the query (${redirect.credential?.name}=).`;
    if (redirect.notFollowed === "loop")
      return [
        moved,
        "The probe removes credentials from a Location, and that made the loop.",
        "Use --redirect-credential both to test the Location as given.",
      ];
    return [moved, ...decision(redirect, relationInWords(hop), next)];
  }
  const isPostLost = redirect.followed && hop.method === "POST" && next?.method === "GET";
  return [
    ...decision(redirect, relationInWords(hop), next),
    ...(isPostLost ? [`The ${hop.status} turned POST into GET, so the request has no body.`] : []),
  ];
}

function decision({ followed, notFollowed, credential }: Redirect, relation: string, next: Hop | null): string[] {
  if (notFollowed === "other-origin") return [`Not followed: it leads to another origin (${relation}).`];
  if (!followed) {
    const reason = notFollowed === null ? "the recording has no further request" : REASONS[notFollowed];
    return [`Not followed: ${reason}.`];
  }
  if (credential === null) return ["The probe followed it."];
  const isAsGiven = next !== null && URL.canParse(next.url) && new URL(next.url).searchParams.has(credential.name);
  return [`The probe followed it ${isAsGiven ? "with" : "without"} the credential in its URL.`];
}

/** Whether a redirect changes nothing but the credential, which moves into the query. */
export function isKeyOnly({
  relation,
  segmentsDropped,
  segmentsAdded,
  queryAdded,
  queryDropped,
  credential,
}: Redirect): boolean {
  return (
    relation === "same-origin" &&
    credential !== null &&
    segmentsDropped.length + segmentsAdded.length + queryDropped.length === 0 &&
    queryAdded.every((name) => name === credential.name)
  );
}

/** How the origin of a Location differs from the request's. */
export function relationInWords({ redirect, url }: Hop): string {
  if (redirect === null) return "";
  const { location, relation } = redirect;
  if (location !== null && URL.canParse(location, url)) {
    const [from, to] = [new URL(url), new URL(location, url)];
    const isUpgrade = /^(http|ws):$/.test(from.protocol) && /^(https|wss):$/.test(to.protocol);
    if (isUpgrade && from.hostname === to.hostname)
      return `same host, ${from.protocol.slice(0, -1)} to ${to.protocol.slice(0, -1)}`;
  }
  return RELATIONS[relation];
}
