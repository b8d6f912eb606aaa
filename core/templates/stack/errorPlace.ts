import { parseStack } from "./parseStack.ts";

/**
 * Where a stack trace's error was thrown: file and line of the first in-app frame, as the trace writes them; its function
 * where it names no file. Null where no frame is in-app.
 */
export function errorPlace(stack: string): string | null {
	const [first] = parseStack(stack).frames;
	if (!first) return null;
	if (first.file === "") return first.function;
	const file = first.file.replace(/^file:\/\//, "");
	return first.line === undefined ? file : `${file}:${first.line}`;
}
