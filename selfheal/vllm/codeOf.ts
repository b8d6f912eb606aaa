import type { CodeBlock } from "../../core/ports/agentPort.ts";
import { cutOffError } from "./cutOffError.ts";
import type { Answer } from "./readAnswer.ts";

/** The first block between fences, without them, or what is wrong with the answer, for the model to read. */
export function codeOf(answer: Answer, language: string): Omit<CodeBlock, "usage"> | { complaint: string } {
	const [, , code] = FENCED.exec(answer.text) ?? [];
	if (code !== undefined) return { language, code };
	if (answer.finish === "length") throw cutOffError(answer);
	return { complaint: "There is no block of code between fences in that." };
}

/** The end has the marks of the beginning, and as many. */
const FENCED = /^(`{3,}|~{3,})[^\n`]*\n(.*?)^\1[ \t]*$/ms;
