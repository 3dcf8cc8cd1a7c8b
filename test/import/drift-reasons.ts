/** Differences that stay: a part of the line in drift.txt, and the reason. */
export const REASONS: [text: string, reason: string][] = [
  ["aoai_probe_source", "mark of the emulator"],
  ["x-aoai-probe-", "mark of the emulator"],
  ["extra date", "the recorder dropped the headers of the transport"],
  ["extra connection", "the recorder dropped the headers of the transport"],
  ["extra keep-alive", "the recorder dropped the headers of the transport"],
  ["extra x-ms-region", "other field reports saw it, and it names the region"],
  ["extra x-ms-client-request-id", "the recorded client sent none to repeat"],
  ["extra x-request-id", "other field reports saw it, and the SDP answer exposes it"],
  ["missing azureml-served-by-cluster", "x-ms-region names the region of an emulated resource"],
  ["a=candidate", "the emulator has no media server"],
  ["session.tools.[]", "the recorded client sent tools"],
  ["response.done (voice-live, speech)", "the probe requests text"],
  ["session.max_response_output_tokens is number", "the probe sets a limit"],
  ["response.done (voice-live)", "the emulator answers Voice Live in the form of preview responses"],
];
