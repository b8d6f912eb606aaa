import { z } from "zod";
import { parseModelJson } from "./parseModelJson.ts";
import type { RawCall } from "./readAnswer.ts";

/**
 * Tool calls that stand in the text, as models trained on Hermes' format write them and vLLM's parser at times leaves them
 * when it streams (vllm-project/vllm#31871): `<tool_call>{"name": …, "arguments": {…}}</tool_call>`. With the text that
 * is not theirs. A call that cannot be read has no name.
 */
export function hermesCalls(text: string): { text: string; calls: RawCall[] } {
	const calls = [...text.matchAll(CALLS)].map(([, body = ""]): RawCall => {
		const { name, arguments: given } = call.catch({ name: "", arguments: body }).parse(parseModelJson(body));
		return {
			id: crypto.randomUUID(),
			name,
			arguments: typeof given === "string" ? given : JSON.stringify(given ?? {}),
		};
	});
	return { text: text.replace(CALLS, "").trim(), calls };
}

/** The last one may lack its end. */
const CALLS = /<tool_call>(.*?)(?:<\/tool_call>|$)/gs;

const call = z.object({ name: z.string(), arguments: z.unknown().optional() });
