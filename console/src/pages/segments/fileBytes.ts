/** A file's bytes piece by piece, unpacked where it is gzip, and how they become text. */
export const PIECE_BYTES = 1024 ** 2;

export type Encoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

export interface Sample {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Whether that is the whole file. */
  readonly isWhole: boolean;
  readonly isPacked: boolean;
}

export async function sampleOf(file: Blob): Promise<Sample> {
  const isPacked = await isGzip(file);
  const bytes = new Uint8Array(PIECE_BYTES);
  let filled = 0;
  for await (const piece of piecesOf(file, isPacked)) {
    const part = piece.subarray(0, PIECE_BYTES - filled);
    bytes.set(part, filled);
    filled += part.length;
    if (part.length < piece.length || filled === PIECE_BYTES) return { bytes, isWhole: file.size === filled, isPacked };
  }
  return { bytes: bytes.slice(0, filled), isWhole: true, isPacked };
}

async function isGzip(file: Blob): Promise<boolean> {
  const first = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  return first[0] === 0x1f && first[1] === 0x8b;
}

/** Never more than a piece at a time is held, however big the file is. */
export async function* piecesOf(
  file: Blob,
  isPacked: boolean,
  onRead: (share: number) => void = () => undefined,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (!isPacked) {
    for (let at = 0; at < file.size; at += PIECE_BYTES) {
      const piece = new Uint8Array(await file.slice(at, at + PIECE_BYTES).arrayBuffer());
      onRead((at + piece.length) / file.size);
      yield piece;
    }
    return;
  }
  let read = 0;
  const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      read += chunk.length;
      onRead(read / file.size);
      controller.enqueue(chunk);
    },
  });
  const reader = file.stream().pipeThrough(counted).pipeThrough(new DecompressionStream("gzip")).getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** What the bytes are written in; undefined where they are no text. */
export function encodingOf({ bytes, isWhole }: Pick<Sample, "bytes" | "isWhole">): Encoding | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  if (hasControls(bytes)) return undefined;
  try {
    // The end of a sample may cut a character.
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: !isWhole });
    return "utf-8";
  } catch {
    return isMostlyPlain(bytes) ? "windows-1252" : undefined;
  }
}

function hasControls(bytes: Uint8Array): boolean {
  return bytes.some((byte) => byte < 9 || (byte > 13 && byte < 32));
}

/** Western texts have some letters beyond ASCII; other things have little else. */
function isMostlyPlain(bytes: Uint8Array): boolean {
  let high = 0;
  for (const byte of bytes) if (byte > 127) high += 1;
  return high < bytes.length / 4;
}
