import { z } from "zod";
import { headerPatterns } from "./header-pattern.ts";
import { isHeaderValue } from "./header-syntax.ts";
import type { Json } from "./json.ts";
import { isSubprotocol, OPEN_HEADERS, reasonNotToSet } from "./probe-header.ts";
import { probePath as path } from "./probe-path.ts";
import { PROBE_ROLES, ROLES } from "./role.ts";
import { SAMPLE_TEXT } from "./sample.ts";
import { STAGES } from "./stage.ts";
import { EXTRA_HOSTS } from "./target.ts";

/** What `headers` of a step may hold. */
const probeHeaders = z
  .record(z.string(), z.string())
  .superRefine((given, { addIssue }) => {
    for (const [name, value] of Object.entries(given)) {
      const reason = reasonNotToSet(name);
      if (reason !== null) addIssue({ code: "custom", path: [name], message: `this header ${reason}` });
      else if (!isHeaderValue(value)) {
        addIssue({ code: "custom", path: [name], message: "a header value must be one line of visible characters" });
      }
    }
  })
  .describe(`allowed: ${OPEN_HEADERS.join(", ")}. An x- header is allowed if it names no credential and no route.`);

/*
 * The step language. Placeholders are plain substitution: {deployment}, {model}, {api-version}, {companion} and values
 * kept by an earlier step. There are no conditions, expressions or loops. Two different request sequences are two probes.
 */

const json: z.ZodType<Json> = z.lazy(() =>
  z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(json), z.record(z.string(), json)]),
);
const jsonObject = z.record(z.string(), json);

/** Maximum entries in a list or mapping of an expectation, because each one is searched in every answer. */
const MOST_ENTRIES = 50;
const MOST_STEPS = 100;

const oneOrMore = z.union([z.string(), z.array(z.string()).min(1).max(MOST_ENTRIES)]);
const few = (entries: Record<string, unknown>) => Object.keys(entries).length <= MOST_ENTRIES;
const FEW = `at most ${MOST_ENTRIES} entries`;

const duration = z.string().regex(/^[1-9]\d{0,4}ms$/, "must be milliseconds such as 200ms");

const stream = z
  .strictObject({
    event: oneOrMore.optional().describe("expected event types, from the field `event` or the `type` of the data"),
    data: z.string().min(1).optional().describe("expected text of a data line, such as [DONE]"),
    nonempty: z
      .string()
      .optional()
      .describe("dotted path to the text of the result in the data of each event. The texts are joined."),
  })
  .refine((s) => s.event !== undefined || s.data !== undefined, {
    message: "must name the event or the data that completes the stream",
  })
  .describe("of an HTTP step: the response is a stream of server-sent events. An error in it refuses the step.");

const sampleName = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_. -]{0,99}$/, "a sample must be a plain file name in samples/, without a folder")
  .describe("a regular file in the folder samples/ of the pack, or a built-in one: speech.wav, offer.sdp");
/** This text is written in double quotes in the header of a multipart part. */
const partText = z
  .string()
  .regex(/^[^"\p{Cc}]{1,100}$/u, "a name in a form must not contain quotes or control characters");
const mediaType = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,99}\/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,99}(?:; ?[A-Za-z0-9-]{1,50}="?[A-Za-z0-9_.+-]{1,100}"?){0,5}$/,
    "a media type has the form audio/wav",
  );

const credential = z.union([
  z.literal("none").describe("send no credential"),
  z.literal("x-api-key").describe("the target's own, but send a key as x-api-key"),
  z.strictObject({ bearer: z.string() }).describe("Authorization: Bearer with a kept secret: {bearer: '{ephemeral}'}"),
  z.strictObject({ "api-key": z.string() }).describe("api-key header with a kept secret"),
]);

const expectation = z
  .strictObject({
    status: z.array(z.int().min(100).max(599)).min(1).optional().describe("expected HTTP statuses"),
    event: oneOrMore.optional().describe("expected event types. The first match after the previous step counts."),
    where: z
      .record(z.string(), json)
      .refine(few, FEW)
      .optional()
      .describe("dotted path in the body or event: its required value"),
    present: oneOrMore.optional().describe("dotted paths that must exist and not be null"),
    nonempty: z
      .string()
      .optional()
      .describe("dotted path to the text of the result. An empty text makes the result partial."),
    echoes: oneOrMore
      .optional()
      .describe("dotted paths of settings in the last sent event, which the answer must repeat with the same value"),
    header: headerPatterns.refine(few, FEW).optional(),
    matches: z
      .record(z.string(), z.literal("speech"))
      .refine(few, FEW)
      .optional()
      .describe(
        "dotted path to a text that must share a word with the spoken sample. Otherwise the result is partial.",
      ),
    "audio-at-least": duration
      .optional()
      .describe(
        "least duration of audio in the expected events together, or in the body: 24 kHz mono PCM16. Silence counts only in a body.",
      ),
    stream: stream.optional(),
    "refused-by": z.array(z.string()).min(1).max(MOST_ENTRIES).optional().describe("events that refuse this step"),
  })
  .describe("the answer that this step needs before the next step starts");

const audio = z.strictObject({
  sample: z.literal("speech").describe("a spoken sample, 24 kHz mono PCM16"),
  "append-event": z.string().default("input_audio_buffer.append"),
  commit: z.boolean().default(false).describe("send input_audio_buffer.commit after the last frame"),
  pace: z
    .number()
    .positive()
    .optional()
    .describe("multiple of real time (if absent, as fast as the socket accepts it)"),
  // biome-ignore lint/suspicious/noThenProperty: the key reads well in a probe file; it is data, never awaited.
  then: z.literal("silence").optional().describe("keep sending silence until the step ends"),
});

const multipart = z.record(
  partText,
  z.union([
    z.string(),
    z.strictObject({
      file: sampleName,
      type: mediaType,
      filename: partText.nullable().optional().describe("if absent, the name of the sample. null: a field without one"),
    }),
    z.strictObject({ json: jsonObject }).describe("a field of the type application/json"),
  ]),
);

const step = z
  .strictObject({
    stage: z.enum(STAGES),
    get: path.optional(),
    post: path.optional(),
    websocket: path.optional(),
    subprotocol: z
      .string()
      .refine(isSubprotocol, "a subprotocol must be one plain name, without a credential")
      .optional()
      .describe("the WebSocket subprotocol that the handshake offers"),
    send: jsonObject.optional().describe("one event, to which the tool adds an event_id"),
    "event-id": z.literal("none").optional().describe("the protocol of this event has no event_id, so send it without"),
    audio: audio.optional(),
    host: z.enum(EXTRA_HOSTS).optional().describe("if absent, the target's own host"),
    query: z.record(z.string(), z.string()).optional(),
    headers: probeHeaders.optional(),
    json: jsonObject
      .optional()
      .describe(`the body. {${SAMPLE_TEXT}: offer.sdp} in place of a value is the text of that sample.`),
    multipart: multipart.optional(),
    body: z.strictObject({ file: sampleName, type: mediaType }).optional(),
    credential: credential.optional().describe("if absent, the target's own credential"),
    expect: expectation.optional(),
    keep: z
      .record(
        z.string().regex(/^[a-z][a-z0-9-]*$/),
        z.strictObject({
          from: z.string().optional().describe("dotted path in the JSON body or event"),
          header: z.string().optional().describe("response header (for Location, its last path segment)"),
          secret: z.boolean().default(false),
        }),
      )
      .optional(),
    finally: z
      .boolean()
      .default(false)
      .describe("run this step after every outcome, to close what an earlier step opened"),
    optional: z
      .array(z.string())
      .optional()
      .describe(
        "dotted paths of fields that the request may leave out. Absent: every field that holds no {placeholder}",
      ),
    paid: z.boolean().default(false).describe("this step may be billed"),
  })
  .refine((s) => [s.get, s.post, s.websocket, s.send, s.audio].filter((x) => x !== undefined).length <= 1, {
    message: "a step may have at most one of get, post, websocket, send, audio",
  })
  .refine((s) => [s.json, s.multipart, s.body].filter((x) => x !== undefined).length <= 1, {
    message: "a step may have at most one of json, multipart, body",
  })
  .superRefine((s, { addIssue }) => {
    const isHttp = s.get !== undefined || s.post !== undefined;
    const refuse = (message: string) => addIssue({ code: "custom", message });
    if (s.subprotocol !== undefined && s.websocket === undefined)
      refuse("`subprotocol` goes with websocket only: remove it");
    if (s["event-id"] !== undefined && s.send === undefined) refuse("`event-id` goes with send only: remove it");
    if (s.expect?.stream !== undefined && !isHttp)
      refuse("`expect.stream` goes with get and post only: use `expect.event` on a socket");
    if (s.expect?.["audio-at-least"] !== undefined && !isHttp && s.expect.event === undefined)
      refuse("`expect.audio-at-least` needs the event that carries the audio: add `expect.event`");
  });

export const SURFACES = ["ga", "preview", "rest", "voice-live"] as const;
export type Surface = (typeof SURFACES)[number];

/** The schema of a probe file. It is published as reports/schema/probe.schema.json for completion in an editor. */
export const probeSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "lower case words joined by hyphens"),
  title: z.string().min(1),
  surface: z.enum(SURFACES),
  role: z
    .union([
      z.enum(PROBE_ROLES),
      z
        .array(z.enum(PROBE_ROLES).exclude(["none"]))
        .min(1)
        .max(PROBE_ROLES.length),
    ])
    .describe(
      "the role in the documentation of the path, or a list of roles. other: deployments of none of the realtime and chat roles, such as embedding or speech. any: the path has no role. none: the probe expects a refusal.",
    ),
  reference: z.url({ protocol: /^https?$/ }).describe("address of the documentation of the path"),
  group: z
    .enum(["sdk", "claimed", "named", "settings", "versions", "control"])
    .optional()
    .describe(
      "run only if --probe names it: by a pattern that begins with the group, or named: by its whole id. settings: also with --scope settings. versions: also with --scope versions, with each api-version on record. control: run only as a control.",
    ),
  scope: z
    .literal("role")
    .optional()
    .describe("planned only for deployments of its role. Absent: --scope all plans it for other deployments too"),
  names: z
    .enum(["deployment", "model"])
    .optional()
    .describe(
      "model: the service finds the model by {model} and needs no deployment, so a result proves none. Absent: deployment",
    ),
  per: z
    .literal("target")
    .optional()
    .describe("the probe names no deployment: one cell per target, without a missing-deployment control"),
  companion: z.enum(ROLES).optional().describe("a second deployment of this role on the same target"),
  vary: z
    .strictObject({
      "api-version": z.array(z.string()).min(1),
      own: z
        .literal(true)
        .optional()
        .describe("the API has versions of its own, so --api-version and OPENAI_API_VERSION do not change them"),
    })
    .optional(),
  unprovable: z
    .string()
    .optional()
    .describe("why the last answer of this probe cannot prove a result. The verdict is then at most partial."),
  "accepted-at": z
    .enum(STAGES)
    .optional()
    .describe("if the probe ends without an answer at this stage or later, the verdict is partial"),
  limit: z
    .literal("speech-to-text")
    .optional()
    .describe("counts against the deployment's limit of three requests per minute"),
  "output-tokens": z.int().min(0).optional().describe("maximum output tokens of one run of this probe"),
  steps: z.array(step).min(1).max(MOST_STEPS),
});

/** One probe: a path and a request sequence of steps. Read from a YAML file in probes/. */
export type Probe = z.output<typeof probeSchema>;
export type Step = Probe["steps"][number];
export type Expectation = NonNullable<Step["expect"]>;
export type AudioStep = NonNullable<Step["audio"]>;

/** Families of probes that only their scope or their name selects. A report shows each in a table of its own. */
const FAMILIES = ["settings", "versions"] as const;
export type Family = (typeof FAMILIES)[number];

/** Whether a scope or a group is that of a family. */
export function isFamily(name: string | undefined): name is Family {
  return FAMILIES.some((family) => family === name);
}
