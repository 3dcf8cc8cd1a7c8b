/** Returns the data chunk of a WAV file. Throws if there is none. */
export function pcmOfWav(wav: Uint8Array): Uint8Array {
  const view = new DataView(wav.buffer, wav.byteOffset, wav.byteLength);
  for (let at = 12; at + 8 <= wav.byteLength; ) {
    const size = view.getUint32(at + 4, true);
    if (Buffer.from(wav.subarray(at, at + 4)).toString("latin1") === "data") return wav.subarray(at + 8, at + 8 + size);
    at += 8 + size + (size % 2);
  }
  throw new Error("the WAV file has no data chunk: convert it to PCM");
}
