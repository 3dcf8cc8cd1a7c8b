import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The proxy does not open a tunnel to the target, so no request reaches the service.",
  evidence:
    "The proxy responded to CONNECT with a status other than 200, or did not respond. The proxy caused the failure, not the service.",
  causes: [
    "The proxy requires a user name and a password, and they are missing or wrong.",
    "A rule of the proxy blocks the host or its port.",
    "The proxy cannot reach the host, for example the private endpoint of a resource.",
    "The address of the proxy is wrong, or the proxy is down.",
  ],
  title: {
    credentials: "Proxy requires credentials ({status})",
    blocked: "Proxy refuses connections to {host} ({status})",
    blockedShort: "Proxy refuses connections to the target ({status})",
    failed: "Proxy cannot reach {host} ({status})",
    failedShort: "Proxy cannot reach the target ({status})",
    silent: "Proxy opens no connection to {host}",
    silentShort: "Proxy opens no connection to the target",
  },
  explanation: {
    answered: "The proxy answered CONNECT {host} with status {status}. The service did not send this response.",
    silent: "The proxy did not open a tunnel to {host}: {text}.",
    conclusion: "This affects {cells}. Nothing is known about any deployment or path.",
  },
  remedy: {
    credentials:
      "Set HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT and write special characters as %XX. The client supports Basic authentication only.",
    blocked: "Ask the operator of the proxy to allow CONNECT to {host}, for WebSockets too.",
    failed:
      "Check the host name. If the host is inside this network, exclude it from the proxy with --noproxy or NO_PROXY.",
    silent: "Check --proxy and HTTPS_PROXY, and whether the proxy is reachable from this machine.",
  },
} as const satisfies FindingText;
