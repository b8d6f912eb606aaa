import OpenAI from "openai";
import {
	AgentError,
	type AgentPort,
	type ChatMessage,
	type ChatOptions,
	type ChatResponse,
	type CodeBlock,
	type CodeContext,
	type CodeOptions,
	type TokenUsage,
	type ToolDefinition,
} from "../core/ports/agentPort.ts";
import { type Address, applianceFetch } from "../embedding/remote/applianceFetch.ts";
import { ask, type Patience } from "./vllm/ask.ts";
import { asText } from "./vllm/asText.ts";
import { codeMessages } from "./vllm/codeMessages.ts";
import { codeOf } from "./vllm/codeOf.ts";
import { outcomeOf } from "./vllm/outcomeOf.ts";
import type { Answer } from "./vllm/readAnswer.ts";
import { requestOf } from "./vllm/requestOf.ts";

export interface VLLMOptions {
	/** Of the appliance that passes on to vLLM, or of vLLM itself: what `/v1/chat/completions` lies under. */
	address: Address;
	model?: string;
	patience?: Patience;
	/** Is told what each answer has cost, also of those that are of no use. */
	onUsage?: (usage: TokenUsage) => void;
}

/** Talks to a model that vLLM serves, over the OpenAI-compatible path of the appliance. */
export class VLLMAgentAdapter implements AgentPort {
	readonly #options: VLLMOptions;
	readonly #client: OpenAI;

	constructor(options: VLLMOptions) {
		const { address } = options;
		this.#options = options;
		this.#client = new OpenAI({
			baseURL: new URL("v1", address.url.endsWith("/") ? address.url : `${address.url}/`).href,
			fetch: applianceFetch(address),
			maxRetries: RETRIES,
			// Whatever the environment holds for OpenAI's own service is not for this one.
			apiKey: "unused",
			adminAPIKey: null,
			organization: null,
			project: null,
			defaultHeaders: { authorization: null },
		});
	}

	chat<Reply = never>(
		messages: readonly ChatMessage[],
		tools: readonly ToolDefinition[] = [],
		options: ChatOptions<Reply> = {},
	): Promise<ChatResponse<Reply>> {
		return this.#converse(messages, tools, options, (answer) => outcomeOf(answer, tools, options));
	}

	generateCode(prompt: string, context: CodeContext, options: CodeOptions = {}): Promise<CodeBlock> {
		return this.#converse(codeMessages(prompt, context), [], options, (answer) => codeOf(answer, context.language));
	}

	/** What `read` makes of the answer; where that is of no use, the model is told why, and asked once more. */
	async #converse<Result extends object>(
		messages: readonly ChatMessage[],
		tools: readonly ToolDefinition[],
		options: ChatOptions<unknown>,
		read: (answer: Answer) => Result | { complaint: string },
	): Promise<Result & { usage: TokenUsage }> {
		const { model = MODEL, patience = PATIENCE, onUsage = () => {} } = this.#options;
		const usage: TokenUsage = { promptTokens: 0, completionTokens: 0, requests: 0 };
		let conversation = messages;
		for (;;) {
			const body = requestOf(model, conversation, tools, options);
			const answer = await ask(this.#client, body, { ...options, patience });
			const { promptTokens, completionTokens } = answer;
			onUsage({ promptTokens, completionTokens, requests: 1 });
			usage.promptTokens += promptTokens;
			usage.completionTokens += completionTokens;
			usage.requests += 1;
			const result = read(answer);
			if (!("complaint" in result)) return { ...result, usage };
			if (usage.requests === TRIES)
				throw new AgentError("invalid", `The model's answer is of no use. ${result.complaint}`);
			conversation = [
				...messages,
				{ role: "assistant", content: asText(answer) },
				{ role: "user", content: result.complaint },
			];
		}
	}
}

/** Of a request that is not answered at all: refused for now, or the connection fails. */
const RETRIES = 2;

/** Answers to one question. */
const TRIES = 2;

const MODEL = "Qwen/Qwen2.5-32B-Instruct-AWQ";

/** Before its answer begins, a request waits for its turn and a long prompt is read. */
const PATIENCE: Patience = { silence: 90_000, total: 600_000 };
