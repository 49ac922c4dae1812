/**
 * A hash of 64 bits in two lanes, each murmur3's mixing of 32-bit words (Appleby 2011): tells accidents apart, not
 * attackers.
 */
export class Fingerprint {
  private first = 0x9e3779b9;
  private second = 0x85ebca6b;
  private length = 0;

  add(bytes: Uint8Array): this {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const whole = bytes.length & ~3;
    for (let at = 0; at < whole; at += 4) this.mix(view.getUint32(at, true));
    let rest = 0;
    for (let at = whole; at < bytes.length; at++) rest = (rest << 8) | (bytes[at] as number);
    if (whole < bytes.length) this.mix(rest);
    this.length += bytes.length;
    // The lengths of the parts count as well: 'ab' and 'c' are not 'a' and 'bc'.
    this.mix(bytes.length);
    return this;
  }

  addText(text: string): this {
    return this.add(new TextEncoder().encode(text));
  }

  addNumbers({ buffer, byteOffset, byteLength }: Float32Array): this {
    return this.add(new Uint8Array(buffer, byteOffset, byteLength));
  }

  /** Sixteen hexadecimal digits of all that was added. */
  hex(): string {
    const lanes = [this.first ^ this.length, this.second ^ this.length];
    return lanes.map((lane) => finish(lane).toString(16).padStart(8, '0')).join('');
  }

  private mix(word: number): void {
    const one = Math.imul(word, 0xcc9e2d51);
    const two = Math.imul(word, 0x1b873593);
    this.first ^= Math.imul((one << 15) | (one >>> 17), 0x1b873593);
    this.first = (Math.imul((this.first << 13) | (this.first >>> 19), 5) + 0xe6546b64) | 0;
    this.second ^= Math.imul((two << 16) | (two >>> 16), 0xcc9e2d51);
    this.second = (Math.imul((this.second << 11) | (this.second >>> 21), 5) + 0x52dce729) | 0;
  }
}

/** Every bit of the result depends on every bit of the lane. */
function finish(lane: number): number {
  let mixed = lane ^ (lane >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
