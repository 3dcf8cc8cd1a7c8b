import { duration, onOff, proxyUrl, resolveRules, text } from "./form.ts";
import { setting } from "./setting.ts";

/** Settings of the connections to a target, in the names of curl. A target in the configuration file can have its own. */
export const NETWORK = {
  proxy: setting({
    form: proxyUrl(),
    default: null,
    defaultInWords: "HTTPS_PROXY",
    describe: "Proxy for all requests, such as http://proxy.example:8080. Set its password in HTTPS_PROXY.",
    example: "http://proxy.example:8080",
  }),
  noproxy: setting({
    form: text("hosts separated by commas"),
    default: null,
    defaultInWords: "NO_PROXY",
    describe: "Hosts to reach without a proxy, separated by commas. *: all hosts.",
    example: '"localhost,.internal.example"',
  }),
  cacert: setting({
    form: text("a PEM file"),
    default: null,
    describe: "PEM file with CAs to trust in addition to those of Node.",
    example: "corporate-ca.pem",
  }),
  cert: setting({
    form: text("a PEM file"),
    default: null,
    describe: "PEM file with the client certificate, for a gateway that requires one.",
    example: "client.pem",
  }),
  "cert-key": setting({
    form: text("a PEM file"),
    default: null,
    defaultInWords: "the file of --cert",
    describe: "PEM file with the private key of --cert.",
    example: "client-key.pem",
  }),
  ipv4: setting({
    form: onOff(),
    default: false,
    alias: "4",
    defaultInWords: "both families",
    describe: "Connect to IPv4 addresses only.",
    example: "true",
  }),
  ipv6: setting({
    form: onOff(),
    default: false,
    alias: "6",
    defaultInWords: "both families",
    describe: "Connect to IPv6 addresses only.",
    example: "true",
  }),
  resolve: setting({
    form: resolveRules(),
    default: [],
    describe: "HOST:PORT:ADDRESS: connect to ADDRESS for requests to HOST:PORT. Repeatable.",
    example: '["NAME.openai.azure.com:443:10.0.0.4"]',
  }),
  "connect-timeout": setting({
    form: duration(),
    default: null,
    defaultInWords: "3s for DNS, 5s for TCP, 5s for TLS",
    describe: "Total time limit for one connection, including DNS, TCP, the proxy and TLS.",
    example: "10s",
  }),
};

export type NetworkSettingName = keyof typeof NETWORK;

export const NETWORK_SETTINGS = Object.keys(NETWORK) as NetworkSettingName[];
