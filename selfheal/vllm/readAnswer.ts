import type { ChatCompletionChunk } from "openai/resources/chat/completions";

/** What a model has said, as it said it. */
export interface Answer {
	text: string;
	calls: RawCall[];
	/** Null where the answer broke off. */
	finish: string | null;
	promptTokens: number;
	completionTokens: number;
}

export interface RawCall {
	id: string;
	name: string;
	/** JSON, one should think. */
	arguments: string;
}

/** Puts a streamed answer together. `onText` is given each piece of text as it comes. */
export async function readAnswer(
	chunks: AsyncIterable<ChatCompletionChunk>,
	onText: (piece: string) => void = () => {},
): Promise<Answer> {
	const answer: Answer = { text: "", calls: [], finish: null, promptTokens: 0, completionTokens: 0 };
	const calls = new Map<number, RawCall>();
	for await (const { choices, usage } of chunks) {
		// The last chunk has no choice, but the usage.
		const [choice] = choices;
		if (usage) {
			answer.promptTokens = usage.prompt_tokens;
			answer.completionTokens = usage.completion_tokens;
		}
		if (choice?.delta.content) {
			answer.text += choice.delta.content;
			onText(choice.delta.content);
		}
		for (const part of choice?.delta.tool_calls ?? []) addPart(calls, part);
		answer.finish = choice?.finish_reason ?? answer.finish;
	}
	answer.calls.push(...calls.values());
	return answer;
}

/** The id and the name come once, the arguments piece by piece; a call without arguments may have none at all. */
function addPart(
	calls: Map<number, RawCall>,
	{ index, id, function: given }: ChatCompletionChunk.Choice.Delta.ToolCall,
): void {
	const call = calls.get(index) ?? { id: "", name: "", arguments: "" };
	calls.set(index, {
		id: id ?? call.id,
		name: call.name + (given?.name ?? ""),
		arguments: call.arguments + (given?.arguments ?? ""),
	});
}
