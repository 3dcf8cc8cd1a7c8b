import type { Part } from "../steps/request.ts";

/** Between the parts of a form. A form with a value that holds it is not written. */
export const BOUNDARY = "recipe-7f3a4c1e9b2d";

/** The Content-Type that names the boundary. */
export const FORM_TYPE = `multipart/form-data; boundary=${BOUNDARY}`;

/** The body of a form in order: a text as it is written, or the audio that the program was given. */
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
