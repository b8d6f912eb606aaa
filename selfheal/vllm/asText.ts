import type { Answer } from "./readAnswer.ts";

/**
 * An answer as the model wrote it, its calls in Hermes' format: a template that reads a call's arguments as JSON would
 * fail on what is none.
 */
export function asText({ text, calls }: Answer): string {
	const written = calls.map(
		({ name, arguments: given }) =>
			`<tool_call>\n{"name": ${JSON.stringify(name)}, "arguments": ${given || "{}"}}\n</tool_call>`,
	);
	return [text, ...written].filter(Boolean).join("\n");
}
