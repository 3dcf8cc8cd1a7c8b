/** The words of the spoken sample probes/samples/speech.wav. */
export const SPEECH_TRANSCRIPT = "The quick brown fox jumps over the lazy dog.";

/** Its length in seconds, rounded up to tenths. */
export const SPEECH_SECONDS = 2.8;

/** The key of a JSON object in the body of a step. Its value names a sample, whose text replaces the object. */
export const SAMPLE_TEXT = "sample-text";
