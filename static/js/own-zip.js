// Looks into a zip in the browser, so that only what is wanted of it leaves the machine.

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const END_BYTES = 22;
const END_BYTES_MAX = END_BYTES + 65535;
const TABLE_BYTES_MAX = 4000000;
const ENCRYPTED = 1;
const LINK = 0xa000;

/**
 * Lists the files of a zip; what cannot be read here throws, and is for the server to tell.
 * @param {File} zip
 * @returns {Promise<{path: string, size: number, isLink: boolean, read: () => Promise<Blob>}[]>}
 */
export async function listZip(zip) {
  const tail = await bytesOf(zip, Math.max(0, zip.size - END_BYTES_MAX), zip.size);
  let at = tail.byteLength - END_BYTES;
  while (at >= 0 && tail.getUint32(at, true) !== END) at -= 1;
  if (at < 0) throw new Error("no end");
  const count = tail.getUint16(at + 10, true);
  const [length, start] = [tail.getUint32(at + 12, true), tail.getUint32(at + 16, true)];
  if (count === 0xffff || length > TABLE_BYTES_MAX || start + length > zip.size) throw new Error("no table");
  const table = await bytesOf(zip, start, start + length);
  const found = [];
  for (let from = 0, number = 0; number < count; number += 1) {
    if (table.getUint32(from, true) !== ENTRY) throw new Error("no entry");
    const [name, extra, comment] = [28, 30, 32].map((offset) => table.getUint16(from + offset, true));
    const path = new TextDecoder().decode(new Uint8Array(table.buffer, from + 46, name)).replaceAll("\\", "/");
    const flags = table.getUint16(from + 8, true);
    const method = table.getUint16(from + 10, true);
    const packed = table.getUint32(from + 20, true);
    const size = table.getUint32(from + 24, true);
    const mode = table.getUint32(from + 38, true) >>> 16;
    const place = table.getUint32(from + 42, true);
    if (flags & ENCRYPTED || ![0, 8].includes(method) || path.startsWith("/") || path.split("/").includes("..")) throw new Error("odd");
    if (!path.endsWith("/")) found.push({ path, size, isLink: (mode & 0xf000) === LINK, read: () => inflated(zip, place, packed, method, size) });
    from += 46 + name + extra + comment;
  }
  return found;
}

async function inflated(zip, place, packed, method, size) {
  const head = await bytesOf(zip, place, place + 30);
  const start = place + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  const data = zip.slice(start, start + packed);
  if (method === 0) return data;
  const reader = data.stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const pieces = [];
  let length = 0;
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    length += piece.value.byteLength;
    if (length > size) throw new Error("longer than it says");
    pieces.push(piece.value);
  }
  return new Blob(pieces);
}

const bytesOf = async (file, start, end) => new DataView(await file.slice(start, end).arrayBuffer());
