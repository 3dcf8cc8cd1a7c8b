import type { FindingText } from "../text.ts";

export const TEXT = {
  meaning: "The service redirects a request to a path that lacks one segment of the requested path, usually /openai.",
  evidence:
    "The Location header leads to the same resource, and its path lacks a segment of the requested one. The probe records the redirect. If it follows the redirect, it also records the response at the new location.",
  causes: [
    "The gateway builds the Location from an internal path.",
    "The deployment's model is not served on the requested path.",
  ],
  title: {
    dead: "Redirect drops {segments} and leads to a path that is not served",
    deadShort: "Redirect drops a path segment and leads to no endpoint",
    live: "Redirect drops {segments} from the path",
    liveShort: "Redirect drops a path segment",
  },
  explanation: {
    dropped: "The service returned {status} with a Location header whose path lacks {segments}.",
    notFollowed: "The probe did not follow it.",
    result: "The request at the new location returned a result ({attempts}).",
    status: "The request at the new location returned {ended} ({attempts}).",
    noAnswer: "The request at the new location got no response ({attempts}).",
    likeMissing: "A nonexistent path gets the same response.",
    before: "The service chose this redirect before it created a session.",
  },
  remedy: {
    disable: "Disable redirect following in your client, and use the nearest working request or the GA path instead.",
  },
  ask: {
    correct:
      "Please correct the redirect, or return an error that says what to change. Please also state whether this path is meant to serve this model.",
  },
} as const satisfies FindingText;
