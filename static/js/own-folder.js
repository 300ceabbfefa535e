// What of a folder, of files or of a zip would be sent: YAML and JSON, and nothing hidden.

const ENTRIES_MAX = 20000;
const DEPTH_MAX = 20;
const FILES_MAX = 500;
const FILE_BYTES_MAX = 1000000;

/**
 * @typedef {{path: string, size: number, isLink?: boolean, read: () => Promise<Blob>}} Offered
 * @typedef {{files: (Offered & {isTicked: boolean, isSecret: boolean})[], left: Map<string, number>}} Chosen
 */

/**
 * Walks what was dropped, bounded; folders that are never sent are not looked into.
 * @param {FileSystemEntry[]} entries
 * @param {Set<string>} never names of folders
 */
export async function walk(entries, never) {
  const [files, left] = [[], new Map()];
  let [rest, seen] = [entries.map((entry) => [entry, 0]), 0];
  while (rest.length) {
    const [entry, depth] = rest.pop();
    if ((seen += 1) > ENTRIES_MAX) {
      count(left, `beyond ${ENTRIES_MAX.toLocaleString("en")} files`);
      break;
    }
    const path = entry.fullPath.replace(/^\//, "");
    if (entry.isDirectory) {
      if (isHidden(entry.name, never)) count(left, "in hidden folders or packages");
      else if (depth < DEPTH_MAX) rest = rest.concat((await entriesOf(entry)).map((inner) => [inner, depth + 1]));
    } else files.push({ path, entry });
  }
  return { files, left };
}

/**
 * Says which of the files would be sent, and counts all others by why they are not.
 * @param {Offered[]} files
 * @param {{endings: string[], never: Set<string>, secret: RegExp, bytesMax: number, left?: Map<string, number>}} rules
 * @returns {Chosen}
 */
export function choose(files, { endings, never, secret, bytesMax, left = new Map() }) {
  const taken = [];
  for (const file of files) {
    const steps = file.path.split("/");
    if (steps.some((step) => isHidden(step, never))) count(left, "in hidden folders or packages");
    else if (!endings.some((ending) => file.path.endsWith(ending))) count(left, "neither YAML nor JSON");
    else if (file.isLink) count(left, "links");
    else if (file.size > FILE_BYTES_MAX) count(left, "too large");
    else taken.push({ ...file, isSecret: secret.test(file.path) });
  }
  const isJson = ({ path }) => path.endsWith(".json");
  taken.sort((one, other) => isJson(one) - isJson(other) || (one.path < other.path ? -1 : 1));
  if (taken.length > FILES_MAX) count(left, `beyond ${FILES_MAX} files`, taken.length - FILES_MAX);
  let bytes = 0;
  const listed = taken.slice(0, FILES_MAX).map((file) => {
    const isTicked = !file.isSecret && bytes + file.size <= bytesMax;
    if (isTicked) bytes += file.size;
    return { ...file, isTicked };
  });
  return { files: listed, left };
}

/** Reads one entry that was dropped, as a file. */
export const fileOf = (entry) => new Promise((resolve, reject) => entry.file(resolve, reject));

const isHidden = (name, never) => name.startsWith(".") || never.has(name);
const count = (left, why, by = 1) => left.set(why, (left.get(why) ?? 0) + by);

/** A browser hands out the entries of a folder a hundred at a time. */
async function entriesOf(folder) {
  const reader = folder.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!some.length || found.length > ENTRIES_MAX) return found;
    found.push(...some);
  }
}
