import { templateLimits } from "../templateLimits.ts";
import type { Frame } from "./frameTexts.ts";
import { LANGUAGES, type Language, NOISE, VENDOR_FILES } from "./languages.ts";

/** A frame as the trace writes it. */
interface StackFrame extends Frame {
	/** Missing where the trace does not say it. */
	line?: string;
}

/** What a text says besides the frames of a stack trace, and its in-app frames, the one that failed first. */
export function parseStack(text: string): { message: string; frames: StackFrame[] } {
	const lines = text.slice(0, templateLimits.stack).split("\n");
	const message: string[] = [];
	const blocks: Block[] = [];
	for (let at = 0; at < lines.length; ) {
		const line = trimmed(lines[at]);
		const found = frameAt(line, trimmed(lines[at + 1]));
		if (found) {
			add(blocks, found);
			if (found.message) message.push(found.message);
			at += found.lines;
			// Python writes the line of code below the frame, and marks its place.
			if (found.language.innermostLast && /^\s{4}/.test(lines[at] ?? "") && !frameAt(trimmed(lines[at]), "")) at++;
			continue;
		}
		if (line !== "" && !NOISE.some((noise) => noise.test(line))) message.push(lines[at] ?? "");
		at++;
	}
	return { message: message.join("\n"), frames: blocks.flatMap(inApp) };
}

interface FoundFrame extends StackFrame {
	language: Language;
	/** Lines that it takes. */
	lines: number;
	/** What the line says besides. */
	message?: string;
}

/** Frames of one language without anything but noise in between. */
type Block = FoundFrame[];

const trimmed = (line: string | undefined) => (line ?? "").slice(0, LONGEST_LINE).trim();

/** Longer lines are no frames; keeps the expressions' work within bounds. */
const LONGEST_LINE = 512;

function frameAt(line: string, below: string): FoundFrame | null {
	for (const language of LANGUAGES) {
		for (const expression of language.frames) {
			const found = expression.exec(line)?.groups;
			if (!found) continue;
			return {
				language,
				lines: 1,
				function: found.function ?? "",
				file: found.file ?? "",
				line: found.line,
				message: found.message,
			};
		}
		const named = language.functionAbove?.exec(line)?.groups?.function;
		if (named === undefined) continue;
		const { file, line: number } = language.fileBelow?.exec(below)?.groups ?? {};
		if (file !== undefined) return { language, lines: 2, function: named, file, line: number };
		if (language.fileOptional) return { language, lines: 1, function: named, file: "" };
	}
	return null;
}

function add(blocks: Block[], frame: FoundFrame): void {
	const last = blocks.at(-1);
	if (last?.[0]?.language === frame.language) last.push(frame);
	else blocks.push([frame]);
}

function inApp(block: Block): FoundFrame[] {
	const own = block.filter(
		(frame) => !VENDOR_FILES.test(frame.file.replaceAll("\\", "/")) && !frame.language.vendor?.test(frame.function),
	);
	return block[0]?.language.innermostLast ? own.reverse() : own;
}
