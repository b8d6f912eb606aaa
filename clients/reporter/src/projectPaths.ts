import { existsSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { ProjectPaths } from "./part.ts";

/**
 * Paths of a project. A relative path is looked for in `folder`, where the tool probably ran, then beside the tool's
 * output and above; an absolute one from another machine or container, by those of its last folders that the project
 * has.
 */
export function projectPaths(root: string, folder: string, outputFile: string): ProjectPaths {
	const folders = [folder, ...foldersUpTo(root, dirname(resolve(folder, outputFile)))];
	const known = new Map<string, string>();
	const prefix = prefixPattern(root);
	return {
		file(path) {
			const found = known.get(path) ?? inProject(root, folders, path);
			known.set(path, found);
			return found;
		},
		text: (text) => (prefix ? text.replace(prefix, (_, rest: string) => rest.replaceAll("\\", "/")) : text),
	};
}

function foldersUpTo(root: string, from: string): string[] {
	const folders: string[] = [];
	for (let at = from; isWithin(root, at); at = dirname(at)) {
		folders.push(at);
		if (at === root) break;
	}
	return folders;
}

function inProject(root: string, folders: string[], written: string): string {
	const path = written.startsWith("file://") ? fromUrl(written) : written;
	const plain = path.replaceAll("\\", "/");
	if (isAbsolute(path)) return isWithin(root, path) ? toSlashes(relative(root, path)) : bySuffix(root, plain);
	// An absolute path of Windows, read on another system.
	if (/^[A-Za-z]:\//.test(plain)) return bySuffix(root, plain);
	const base = folders.find((candidate) => existsSync(join(candidate, plain))) ?? folders[0] ?? root;
	const placed = join(base, plain);
	return isWithin(root, placed) ? toSlashes(relative(root, placed)) : plain;
}

function fromUrl(url: string): string {
	try {
		return fileURLToPath(url);
	} catch {
		return url.slice("file://".length);
	}
}

/**
 * `/app/src/cart.ts` of a container is `src/cart.ts` of the project that has this file. A name alone says too little:
 * many a foreign package has an `index.js` too.
 */
function bySuffix(root: string, path: string): string {
	const names = path.split("/").slice(1);
	for (let from = 1; from === 1 || from < names.length - 1; from++) {
		const rest = names.slice(from).join("/");
		if (rest && existsSync(join(root, rest))) return rest;
	}
	return path;
}

function isWithin(root: string, path: string): boolean {
	const way = relative(root, path);
	return way !== ".." && !/^\.\.[\\/]/.test(way) && !isAbsolute(way);
}

const toSlashes = (path: string) => path.replaceAll("\\", "/");

/** The root in front of a path, as path or URL, and the rest of the path; null where the root is the whole disk. */
function prefixPattern(root: string): RegExp | null {
	const names = root.split(/[\\/]+/).filter(Boolean);
	if (names.length === 0) return null;
	const separator = String.raw`[\\/]+`;
	const folders = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join(separator);
	return new RegExp(String.raw`(?:file:)?(?<![\w.\\/-])[\\/]*${folders}${separator}([^\s:'"()]*)`, "g");
}
