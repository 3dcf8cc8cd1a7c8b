/** What the spoken sample in probes/samples/speech.wav says. */
export const SPEECH_TRANSCRIPT = "The quick brown fox jumps over the lazy dog.";

/** How long it is, in seconds, rounded up to tenths. */
export const SPEECH_SECONDS = 2.8;
