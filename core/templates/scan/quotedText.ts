import { CharKind, charKind } from "../charKind.ts";
import type { Scan } from "./scan.ts";

/** Reads what is in quotes as text, up to the closing one. */
export function readQuoted(scan: Scan, end: number): void {
	scan.at++;
	scan.textEnd = end;
	scan.unclosedInText.clear();
}

/** Leaves the text in quotes, at the closing one. */
export function endOfText(scan: Scan): void {
	scan.textEnd = -1;
	scan.at++;
	if (scan.at >= scan.text.length) return;
	const next = charKind(scan.text.charCodeAt(scan.at));
	if (next !== CharKind.Delimiter && next !== CharKind.Close) scan.out.space();
}
