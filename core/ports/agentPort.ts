import type { z } from "zod";

/** A language model that talks, calls tools and writes code. Both methods throw an AgentError where it does not. */
export interface AgentPort {
	/** One answer to a conversation. The tools that it calls are the caller's to run. */
	chat<Reply = never>(
		messages: readonly ChatMessage[],
		tools?: readonly ToolDefinition[],
		options?: ChatOptions<Reply>,
	): Promise<ChatResponse<Reply>>;
	generateCode(prompt: string, context: CodeContext, options?: CodeOptions): Promise<CodeBlock>;
}

export type ChatMessage =
	| { role: "system" | "user"; content: string }
	| { role: "assistant"; content: string; toolCalls?: ToolCall[] }
	| { role: "tool"; toolCallId: string; content: string };

export interface ToolDefinition {
	name: string;
	description: string;
	/** An object's schema: what the model is told, and what its arguments are held to. */
	parameters: z.ZodType;
}

export interface ToolCall {
	id: string;
	name: string;
	/** As the tool's schema gives them. */
	arguments: unknown;
}

export interface ChatOptions<Reply = never> extends CodeOptions {
	/** What the answer has to be, as JSON. Tools and a schema together make a model call no tool. */
	schema?: z.ZodType<Reply>;
	/** Is given each piece of text as it comes, as the model writes it. */
	onText?: (piece: string) => void;
}

export interface CodeOptions {
	/** Longest answer. */
	maxTokens?: number;
	/** 0 for the likeliest answer; the model's own default where it is left out. */
	temperature?: number;
	/** Ends the request, and the model's work on it. */
	signal?: AbortSignal;
}

export interface ChatResponse<Reply = never> {
	text: string;
	/** The answer by the schema; null where none was asked for. */
	reply: Reply | null;
	/** Valid by their tools' schemas. */
	toolCalls: ToolCall[];
	/** Whether the text ends where `maxTokens` or the context ended it. */
	cutOff: boolean;
	usage: TokenUsage;
}

export interface TokenUsage {
	promptTokens: number;
	completionTokens: number;
	/** Two where the first answer was of no use. */
	requests: number;
}

export interface CodeContext {
	/** Such as TypeScript. */
	language: string;
	files?: { path: string; content: string }[];
	/** What the code is held to. */
	rules?: string;
}

export interface CodeBlock {
	language: string;
	code: string;
	usage: TokenUsage;
}

/** The message is a sentence for the operator. */
export class AgentError extends Error {
	override readonly name = "AgentError";
	readonly code: AgentErrorCode;

	constructor(code: AgentErrorCode, message: string, options?: ErrorOptions) {
		super(message, options);
		this.code = code;
	}
}

/**
 * `unavailable`: the same may succeed later. `refused`: it never will, such as a prompt that is too long. `cut_off`: the
 * answer needed more tokens than it was given. `invalid`: it was of no use, and neither was the one after it.
 */
export type AgentErrorCode = "unavailable" | "refused" | "cut_off" | "invalid";
