import { CharKind, charKind } from "../charKind.ts";
import { isPath } from "../isPath.ts";
import type { MaskedText } from "../maskedText.ts";
import { Has, type Word } from "../scanWord.ts";

/** Where the label ends that a path follows, as in "url:/login"; 0 where there is none. */
export function labelEnd(text: string, found: Word): number {
	if (!(found.has & Has.Slash) || !(found.has & Has.Colon)) return 0;
	const label = LABEL.exec(text.slice(found.coreStart, found.coreEnd))?.[0].length ?? 0;
	return label && found.coreStart + label;
}

const LABEL = /^[A-Za-z_]{2,64}:(?=\/[^/])/;

/** Where the path or URL ends that begins with the word; 0 where none does. */
export function locationEnd(text: string, found: Word, out: MaskedText): number {
	if (!(found.has & (Has.Slash | Has.Backslash)) || (text[found.coreStart] === "/" && out.endsInPlaceholder)) return 0;
	if (found.coreStart > found.start) return 0;
	const core = text.slice(found.coreStart, found.coreEnd);
	if (!isPath(core, found.has)) return 0;
	let end = found.end;
	while (end < text.length && !ENDS_LOCATION.has(text[end] ?? "") && charKind(text.charCodeAt(end)) !== CharKind.Space)
		end++;
	while (end > found.coreEnd && isPunctuation(text.charCodeAt(end - 1))) end--;
	return end;
}

const ENDS_LOCATION = new Set([..."\"'`<>()[]{}|,;，。；、（）「」“”’»》"]);

/** Whether a path or a URL that ends so ends before it. */
function isPunctuation(code: number): boolean {
	const kind = charKind(code);
	return kind === CharKind.Delimiter || (kind === CharKind.Joiner && code !== 47 && code !== 92);
}
