import { CharKind, charKind } from "../charKind.ts";

/** Where a value without quotes ends. */
export function valueEnd(text: string, at: number): number {
	let depth = 0;
	let end = at;
	for (; end < text.length; end++) {
		const code = text.charCodeAt(end);
		const kind = charKind(code);
		if (kind === CharKind.Space) break;
		if (kind === CharKind.Open) depth++;
		else if (kind === CharKind.Close && depth-- === 0) break;
		else if (depth === 0 && kind === CharKind.Delimiter && ENDS_VALUE.has(text[end] ?? "")) break;
	}
	return end;
}

const ENDS_VALUE = new Set([...",;|，；、。"]);
