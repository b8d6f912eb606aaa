import type OpenAI from "openai";
import type { ChatCompletionChunk, ChatCompletionCreateParamsStreaming } from "openai/resources/chat/completions";
import { AgentError } from "../../core/ports/agentPort.ts";
import { agentErrorOf } from "./agentErrorOf.ts";
import { type Answer, readAnswer } from "./readAnswer.ts";
import { silenceLimit } from "./silenceLimit.ts";

/** Longest silence before an answer and within it, and longest answer, in milliseconds. */
export interface Patience {
	silence: number;
	total: number;
}

/**
 * One request and its whole answer. Where the caller's signal ends it, its reason is thrown; else an AgentError where the
 * model cannot be reached, refuses, or takes too long.
 */
export async function ask(
	client: OpenAI,
	body: ChatCompletionCreateParamsStreaming,
	{ patience, signal, onText }: { patience: Patience; signal?: AbortSignal; onText?: (piece: string) => void },
): Promise<Answer> {
	const silence = silenceLimit(patience.silence);
	const total = AbortSignal.timeout(patience.total);
	const ended = AbortSignal.any([silence.signal, total, ...(signal ? [signal] : [])]);
	try {
		const chunks = await client.chat.completions.create(body, { signal: ended, timeout: patience.total });
		const answer = await readAnswer(heard(chunks, silence.heard), onText);
		// A stream that is aborted ends as one that is over.
		ended.throwIfAborted();
		if (answer.finish === null) throw new Error("its answer broke off.");
		return answer;
	} catch (error) {
		signal?.throwIfAborted();
		const { baseURL: url } = client;
		if (silence.signal.aborted) throw tooLong(`The model at ${url} was silent for ${seconds(patience.silence)}.`);
		if (total.aborted) throw tooLong(`The model at ${url} was not done after ${seconds(patience.total)}.`);
		throw agentErrorOf(error, url);
	} finally {
		silence.clear();
	}
}

async function* heard(chunks: AsyncIterable<ChatCompletionChunk>, onChunk: () => void) {
	for await (const chunk of chunks) {
		onChunk();
		yield chunk;
	}
}

function tooLong(message: string): AgentError {
	return new AgentError("unavailable", message);
}

const seconds = (ms: number) => `${ms / 1000} s`;
