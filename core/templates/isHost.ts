import { Has } from "./scanWord.ts";
import { NEEDS_THREE, PACKAGE_ROOTS, TOP_LEVEL } from "./vocabulary.ts";

/** A host's name, with or without a port. */
export function isHost(word: string, has: number): boolean {
	if (has & (Has.At | Has.Slash | Has.Backslash | Has.Wide)) return false;
	const colon = has & Has.Colon ? word.indexOf(":") : -1;
	const name = colon < 0 ? word : word.slice(0, colon);
	if (colon >= 0 && !/^\d{1,5}$/.test(word.slice(colon + 1))) return false;
	const dot = name.lastIndexOf(".");
	if (dot <= 0) return colon > 0 && name === "localhost";
	const top = name.slice(dot + 1).toLowerCase();
	if (!TOP_LEVEL.has(top) || !/^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/.test(name)) return false;
	const first = name.indexOf(".");
	if (first === dot) return !NEEDS_THREE.has(top) || colon > 0;
	return !PACKAGE_ROOTS.has(name.slice(0, first)) || (TOP_LEVEL.has(top) && !NEEDS_THREE.has(top));
}
