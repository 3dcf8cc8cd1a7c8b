import { asHost, configured, DOMAIN, type OuterPlace, oneLine, type Surroundings } from "./surroundings.ts";

/** A text as a value or key of YAML, whatever stands in it. */
const quoted = (text: string) => JSON.stringify(text);

type Write = (s: Surroundings, text: string) => void;

/** Nothing of these is ever repeated, so any kind may stand there, in any form. */
const neverRepeated = (put: Write): OuterPlace => ({ kinds: "any", disguised: true, put });
/** A name: it is repeated where it can only be one. */
const ownName = (put: Write): OuterPlace => ({ kinds: "any", disguised: true, whole: true, put });
/** What is a name or a note to everybody else: only what the run knows to be secret may not stand there. */
const asName = (put: Write): OuterPlace => ({ kinds: "known", disguised: true, put });

const inTarget =
  (line: (text: string) => string): Write =>
  (s, text) =>
    void configured(s).target.push(line(text));
const atTop =
  (line: (text: string) => string): Write =>
  (s, text) =>
    void configured(s).top.push(line(text));
/** In place of what the target says of the same key. */
const instead =
  (key: string, line: (text: string) => string): Write =>
  (s, text) => {
    const file = configured(s);
    file.target = [...file.target.filter((own) => !own.startsWith(`${key}:`)), line(text)];
  };

/** Every place of a configuration file. */
export const CONFIGURATION_PLACES: Record<string, OuterPlace> = {
  "a key that is not known": neverRepeated(inTarget((text) => `api-key: ${quoted(text)}`)),
  "a list under a key that is not known": neverRepeated(inTarget((text) => `secrets: [{ value: ${quoted(text)} }]`)),
  "the place of the variable's name": ownName(instead("key", (text) => `key: { env: ${quoted(text)} }`)),
  "the place of the variable": neverRepeated(instead("key", (text) => `key: ${quoted(text)}`)),
  "beside the variable's name": neverRepeated(
    instead("key", (text) => `key: { env: AZURE_OPENAI_API_KEY, value: ${quoted(text)} }`),
  ),
  "the place of a header's name": ownName(inTarget((text) => `headers: { ${quoted(text)}: { env: GATEWAY_KEY } }`)),
  "the place of a header's variable": ownName(inTarget((text) => `headers: { X-A: { env: ${quoted(text)} } }`)),
  "a header's value": neverRepeated(inTarget((text) => `headers: { X-A: ${quoted(text)} }`)),
  "a key's own name": ownName(inTarget((text) => `${quoted(text)}: 1`)),
  "a key's own name beside targets": ownName(atTop((text) => `${quoted(text)}: { env: 1 }`)),
  "a list of kinds": neverRepeated(inTarget((text) => `auth: [${quoted(text)}]`)),
  "a duration": neverRepeated(atTop((text) => `timeout: ${quoted(text)}`)),
  "a number": neverRepeated(atTop((text) => `concurrency: ${quoted(text)}`)),
  "a choice": neverRepeated(atTop((text) => `scope: ${quoted(text)}`)),
  "a glob of probes": neverRepeated(atTop((text) => `probe: [${quoted(text)}]`)),
  "the endpoint's path": neverRepeated(
    instead("endpoint", (text) => `hosts: { webrtc: ${quoted(`https://r.${DOMAIN}/${text}`)} }`),
  ),
  "a text that is not closed": neverRepeated(inTarget((text) => `label: "${oneLine(text).replaceAll('"', "")}`)),
  "an alias": neverRepeated(inTarget((text) => `label: *${asHost(text)}`)),
  "a tag": neverRepeated(inTarget((text) => `label: !${asHost(text)} x`)),
  "a second key on a line": neverRepeated(inTarget((text) => `label: ${asHost(text)}: ${asHost(text)}: x`)),
  "a line that is no mapping": neverRepeated(inTarget((text) => asHost(text))),
  "a comment": neverRepeated(inTarget((text) => `# key: ${oneLine(text)}`)),
  "a label": asName(inTarget((text) => `label: ${quoted(oneLine(text))}`)),
  "a subscription": asName(inTarget((text) => `subscription: ${quoted(oneLine(text))}`)),
  "a deployment's model": asName(
    instead("deployments", (text) => `deployments: [{ name: dep, role: conversation, model: ${quoted(text)} }]`),
  ),
  "a deployment's name, twice": asName(
    instead("deployments", (text) => `deployments: [{ name: ${asHost(text)} }, { name: ${asHost(text)} }]`),
  ),
  "an api-version": asName(atTop((text) => `api-version: ${quoted(asHost(text).slice(0, 40))}`)),
  "a folder of probes": asName(atTop((text) => `probes: ${quoted(oneLine(text))}`)),
};

const inProbe =
  (line: (text: string) => string): Write =>
  (s, text) => {
    s.probe ??= { top: [], step: [] };
    s.probe.top.push(line(text));
  };
const inStep =
  (line: (text: string) => string): Write =>
  (s, text) => {
    s.probe ??= { top: [], step: [] };
    s.probe.step.push(line(text));
  };

/** Every place of a user's own probe. */
export const PROBE_PLACES: Record<string, OuterPlace> = {
  "a key that is not known, of a probe": neverRepeated(inProbe((text) => `api-key: ${quoted(text)}`)),
  "a key's own name, of a probe": ownName(inProbe((text) => `${quoted(text)}: 1`)),
  "a key's own name, of a step": ownName(inStep((text) => `${quoted(text)}: 1`)),
  "a credential of a step": neverRepeated(inStep((text) => `credential: { bearer: ${quoted(text)} }`)),
  "a header of a step, of a credential": neverRepeated(inStep((text) => `headers: { api-key: ${quoted(text)} }`)),
  "a query of a step, of a credential": neverRepeated(inStep((text) => `query: { sig: ${quoted(text)} }`)),
  "a body of a step, of a credential": neverRepeated(
    inStep((text) => `json: { a: [{ client_secret: ${quoted(text)} }] }`),
  ),
  "an event of a step, of a credential": neverRepeated(
    inStep((text) => `send: { type: x, session: { client_secret: ${quoted(text)} } }`),
  ),
  "a part of a form of a step, of a credential": neverRepeated(
    inStep((text) => `multipart: { session: { json: { client_secret: ${quoted(text)} } } }`),
  ),
  "a placeholder": ownName(inStep((text) => `query: { x: "{p${asHost(text).toLowerCase().replaceAll(".", "")}}" }`)),
  "a role": neverRepeated(inProbe((text) => `per: ${quoted(text)}`)),
  "a text that is not closed, of a probe": neverRepeated(
    inProbe((text) => `group: "${oneLine(text).replaceAll('"', "")}`),
  ),
  "an alias, of a probe": neverRepeated(inProbe((text) => `group: *${asHost(text)}`)),
  "a tag, of a probe": neverRepeated(inProbe((text) => `group: !${asHost(text)} x`)),
  "a header of a step": asName(inStep((text) => `headers: { x-own: ${quoted(oneLine(text))} }`)),
  "a field of a body": asName(inStep((text) => `json: { own: ${quoted(text)} }`)),
};
