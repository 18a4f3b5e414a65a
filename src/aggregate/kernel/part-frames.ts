/**
 * Puts byte arrays into one frame that tells where each begins.
 *
 * @param parts - byte arrays, each below 4 GiB.
 * @returns number of bytes that follow, number of parts, length of each, then the parts.
 */
export function packParts(parts: readonly Uint8Array[]): Uint8Array {
  const head = 4 * (2 + parts.length);
  const body = parts.reduce((sum, part) => sum + part.length, 0);
  const frame = new Uint8Array(head + body);
  const view = new DataView(frame.buffer);
  view.setUint32(0, head + body - 4, true);
  view.setUint32(4, parts.length, true);
  let at = head;
  parts.forEach((part, index) => {
    view.setUint32(8 + 4 * index, part.length, true);
    frame.set(part, at);
    at += part.length;
  });
  return frame;
}

/** Cuts bytes that come in pieces of any size into the frames of {@link packParts}. */
export interface FrameReader {
  /**
   * Takes the next piece.
   *
   * @param piece - bytes that follow those of the piece before.
   * @returns the parts of each frame that is now complete; each part lies in memory of its own.
   */
  push(piece: Uint8Array): Uint8Array[][];
  /**
   * Ends the reading.
   *
   * @throws {RangeError} if a frame is incomplete.
   */
  end(): void;
}

/**
 * Makes a reader of frames.
 *
 * @returns a reader that holds at most one frame and one piece.
 */
export function frameReader(): FrameReader {
  let held: Uint8Array = new Uint8Array(0);
  return {
    push(piece): Uint8Array[][] {
      const joined = new Uint8Array(held.length + piece.length);
      joined.set(held);
      joined.set(piece, held.length);
      held = joined;
      const frames: Uint8Array[][] = [];
      while (held.length >= 4) {
        const length = new DataView(held.buffer, held.byteOffset).getUint32(0, true);
        if (held.length < 4 + length) break;
        frames.push(unpackParts(held.subarray(4, 4 + length)));
        held = held.subarray(4 + length);
      }
      return frames;
    },
    end(): void {
      if (held.length > 0) throw new RangeError('frames: the stream ends within a frame');
    },
  };
}

function unpackParts(body: Uint8Array): Uint8Array[] {
  const view = new DataView(body.buffer, body.byteOffset);
  const count = view.getUint32(0, true);
  let at = 4 * (1 + count);
  return Array.from({ length: count }, (_, index) => {
    const length = view.getUint32(4 * (1 + index), true);
    const part = body.slice(at, at + length);
    at += length;
    return part;
  });
}
