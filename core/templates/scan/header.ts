import { CharKind, charKind } from "../charKind.ts";
import type { Word } from "../scanWord.ts";
import { LEVELS } from "../vocabulary.ts";
import type { Scan } from "./scan.ts";

/** Writes a time, and the host behind it in lines of syslog. */
export function timeOfDay(scan: Scan, length: number): void {
	const { text, out } = scan;
	// Syslog writes the host between the time and the process, and nothing else shows that it is one.
	const sysloglike =
		scan.header === "start" && (charKind(text.charCodeAt(scan.at)) === CharKind.Letter || text[scan.at + 10] === "T");
	out.placeholder("<time>");
	scan.at += length;
	if (scan.header === "start") scan.header = "timed";
	if (!sysloglike) return;
	HOST_AND_PROCESS.lastIndex = scan.at;
	const host = HOST_AND_PROCESS.exec(text)?.[1];
	if (host === undefined || LEVELS.has(host.toLowerCase())) return;
	out.space();
	out.placeholder("<host>");
	scan.at += 1 + host.length;
}

const HOST_AND_PROCESS = / ([\w.:-]{1,128}) [\w%./()@-]{1,64}(?:\[\d{1,10}\])?:(?= |$)/y;

/** Where a word leaves the header: times, numbers, levels and loggers' dotted names do not end it. */
export function headerAfter(scan: Scan, found: Word, replaced: boolean): Scan["header"] {
	if (replaced) return scan.header;
	// Part of a word that was masked before.
	if (scan.text[found.end] === "<") return "over";
	const core = scan.text.slice(found.coreStart, found.coreEnd);
	if (LEVELS.has(core.toLowerCase())) return "timed";
	return DOTTED.test(core) ? scan.header : "over";
}

const DOTTED = /^[A-Za-z_]+(?:\.[A-Za-z_]+){2,}$/;
