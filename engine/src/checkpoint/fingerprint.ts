/**
 * A hash of 64 bits in two lanes, each murmur3's mixing of 32-bit words (Appleby 2011): tells accidents apart, not
 * attackers.
 */
export class Fingerprint {
  private first = 0x9e3779b9;
  private second = 0x85ebca6b;
  private length = 0;

  add(bytes: Uint8Array): this {
    const whole = bytes.length >> 2;
    // Words are read where words may begin, little-endian as WebAssembly's memory is.
    const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
    this.mix(new Uint32Array(aligned.buffer, aligned.byteOffset, whole));
    const rest = bytes.subarray(4 * whole);
    const last = rest.reduce((word, byte) => (word << 8) | byte, 0);
    if (rest.length > 0) this.mix(Uint32Array.of(last));
    this.length += bytes.length;
    // The lengths of the parts count as well: 'ab' and 'c' are not 'a' and 'bc'.
    this.mix(Uint32Array.of(bytes.length));
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

  /** The lanes are variables of their own, and words always of one type: data sets have tens of millions. */
  private mix(words: Uint32Array): void {
    let { first, second } = this;
    for (let at = 0; at < words.length; at++) {
      const word = words[at] as number;
      const one = Math.imul(word, 0xcc9e2d51);
      const two = Math.imul(word, 0x1b873593);
      first ^= Math.imul((one << 15) | (one >>> 17), 0x1b873593);
      first = (Math.imul((first << 13) | (first >>> 19), 5) + 0xe6546b64) | 0;
      second ^= Math.imul((two << 16) | (two >>> 16), 0xcc9e2d51);
      second = (Math.imul((second << 11) | (second >>> 21), 5) + 0x52dce729) | 0;
    }
    this.first = first;
    this.second = second;
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
