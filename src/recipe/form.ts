import type { Part } from "../steps/request.ts";

/** Separates the parts of a form. A form with a value that contains it is not written. */
export const BOUNDARY = "recipe-7f3a4c1e9b2d";

/** The Content-Type that names the boundary. */
export const FORM_TYPE = `multipart/form-data; boundary=${BOUNDARY}`;

/** Returns the body of a form in order: texts, and the audio file that the program gets as argument. */
export function formBody(parts: Part[]): ({ kind: "text"; text: string } | { kind: "audio" })[] {
  return [
    ...parts.flatMap((part) => {
      const opening = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${part.name}"`;
      return "value" in part
        ? [{ kind: "text" as const, text: `${opening}\r\n\r\n${part.value}\r\n` }]
        : [
            {
              kind: "text" as const,
              text: `${opening}; filename="${part.filename}"\r\nContent-Type: ${part.type}\r\n\r\n`,
            },
            { kind: "audio" as const },
            { kind: "text" as const, text: "\r\n" },
          ];
    }),
    { kind: "text", text: `--${BOUNDARY}--\r\n` },
  ];
}
