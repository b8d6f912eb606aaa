import { readStack } from "../../../core/templates/stack/readStack.ts";
import { templateLimits } from "../../../core/templates/templateLimits.ts";

/**
 * What tells most of a text that is too long for a model: what is said, and what is to be kept of the rest. Of a stack
 * trace these are its message and its in-app frames, the one that failed first; where all frames are of libraries, its
 * message and the trace as it stands. Any other text is one part.
 */
export function tellingParts(whole: string): [said: string, rest: string] {
	const text = whole.slice(0, templateLimits.stack);
	const { message, frames } = readStack(text);
	if (frames.length > 0) return [message, frames.join("\n")];
	const mostlyFrames = message.length < text.length / 2;
	return mostlyFrames ? [message, text] : [text, ""];
}
