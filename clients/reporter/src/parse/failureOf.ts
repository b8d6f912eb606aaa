import { stripVTControlCharacters } from "node:util";
import type { Failure, ProjectPaths } from "../part.ts";

/** A failure from the text that a tool gives for an error: its type, message, stack, and where it was thrown. */
export function failureOf(written: string, paths: ProjectPaths, known: Partial<Failure> = {}): Failure {
	const raw = stripVTControlCharacters(written).trim();
	const text = paths.text(raw);
	const firstFrame = text.search(FRAME);
	const head = (firstFrame < 0 ? text : text.slice(0, firstFrame)).trim();
	const [, type, message] = (firstFrame < 0 ? NAMED : TITLED).exec(head) ?? [];
	return {
		type: type ?? null,
		message: message || head || "The error has no message.",
		stack: firstFrame < 0 ? null : text,
		...placeOf(raw, paths),
		...known,
	};
}

/** A line of a stack: of V8, of vitest, of Python. */
const FRAME = /^[ \t]*(?:at |❯ |File ")/m;

/** An error's name before its message. Without a stack, a word and a colon are a name only where they say so. */
const TITLED = /^(?:Uncaught )?([A-Za-z_$][\w$.]*)(?: \[\w+\])?(?:: ([\s\S]*))?$/;
const NAMED = /^(?:Uncaught )?([A-Za-z_$][\w$.]*(?:Error|Exception|Failure|Warning))(?: \[\w+\])?: ([\s\S]+)$/;

/** The first frame in the project's own code. */
function placeOf(stack: string, paths: ProjectPaths): Pick<Failure, "file" | "line"> {
	for (const line of stack.split(/\r?\n/)) {
		if (line.length > MAX_FRAME) continue;
		const match = PLACES.map((pattern) => pattern.exec(line)).find(Boolean);
		if (!match?.[1]) continue;
		const file = paths.file(match[1]);
		if (!isForeign(file)) return { file, line: Number(match[2]) };
	}
	return {};
}

const PLACES = [
	/^\s*at .*? \(((?:file:\/\/)?(?:[A-Za-z]:)?[^:]+):(\d+):\d+\)$/,
	/^\s*at (?:async )?((?:file:\/\/)?(?:[A-Za-z]:)?[^:]+):(\d+):\d+$/,
	/^\s*❯ (?:.* )?((?:[A-Za-z]:)?[^\s:]+):(\d+):\d+$/,
	/^\s*File "([^"]+)", line (\d+)/,
];

/** No frame is longer, and the patterns' time grows with the square of a line. */
const MAX_FRAME = 1_000;

function isForeign(file: string): boolean {
	return /^(?:\/|\.\.\/|[A-Za-z]:|node:)/.test(file) || /(?:^|\/)node_modules\//.test(file);
}
