import type { ChatMessage, CodeContext } from "../../core/ports/agentPort.ts";

/** Asks for code and nothing else. */
export function codeMessages(prompt: string, { language, files = [], rules }: CodeContext): ChatMessage[] {
	const system = [`You write ${language}. Answer with one fenced block of code, and nothing else.`, rules];
	const shown = files.map(({ path, content }) => `${path}:\n${fenced(content)}`);
	return [
		{ role: "system", content: system.filter(Boolean).join("\n\n") },
		{ role: "user", content: [...shown, prompt].join("\n\n") },
	];
}

/** Between fences that are longer than those in the text. */
function fenced(text: string): string {
	const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
	const fence = "`".repeat(longest + 1);
	return `${fence}\n${text}\n${fence}`;
}
