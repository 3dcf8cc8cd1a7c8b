export const ANONYMITIES = ["none", "names", "strict"] as const;
/** What was replaced: nothing, the names of people and resources, or ids of requests and regions as well. */
export type Anonymity = (typeof ANONYMITIES)[number];

/**
 * What an anonymised bundle promises and what it does not, one sentence each. The manifest of each such bundle holds
 * these sentences, and README repeats them.
 */
export function promiseOf(anonymity: Exclude<Anonymity, "none">): string[] {
  return [
    "Replaced everywhere: names of resources, deployments, subscriptions, resource groups, tenants, proxies and users that the report states as such.",
    "Replaced by their form: other host names, Azure resource ids, mail addresses, IP addresses, ids of tenants and objects.",
    "Replaced by their form: names in certificates and in the sentences of Azure services, product names, display names.",
    anonymity === "strict"
      ? "Replaced as well: ids of requests and sessions, regions, the time zone."
      : "Kept: ids of requests and sessions, regions, the time zone.",
    "Kept: times, models and versions, paths, error codes, loopback addresses, your own probe definitions.",
    "Not promised: a name in free text that nothing marks as a name may remain. Read report.md before you share it.",
  ];
}
