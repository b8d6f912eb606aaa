import type {
	ChatCompletionCreateParamsStreaming,
	ChatCompletionMessageParam,
} from "openai/resources/chat/completions";
import { z } from "zod";
import type { ChatMessage, ChatOptions, ToolDefinition } from "../../core/ports/agentPort.ts";

/**
 * A request in OpenAI's form. It is always streamed: a tunnel gives up on an answer that is silent for long, and what is
 * no longer wanted ends at once. vLLM holds the answer to `response_format` alone; `guided_json` it ignores since 0.12.
 */
export function requestOf(
	model: string,
	messages: readonly ChatMessage[],
	tools: readonly ToolDefinition[],
	{ schema, maxTokens, temperature }: ChatOptions<unknown>,
): ChatCompletionCreateParamsStreaming {
	return {
		model,
		messages: messages.map(messageOf),
		...(tools.length > 0 && { tools: tools.map(toolOf) }),
		...(schema && {
			response_format: {
				type: "json_schema",
				json_schema: { name: "reply", schema: jsonSchemaOf(schema), strict: true },
			},
		}),
		max_tokens: maxTokens,
		temperature,
		stream: true,
		stream_options: { include_usage: true },
	};
}

function messageOf(message: ChatMessage): ChatCompletionMessageParam {
	if (message.role === "tool") return { role: "tool", tool_call_id: message.toolCallId, content: message.content };
	if (message.role !== "assistant" || !message.toolCalls?.length)
		return { role: message.role, content: message.content };
	return {
		role: "assistant",
		content: message.content,
		tool_calls: message.toolCalls.map(({ id, name, arguments: given }) => ({
			id,
			type: "function",
			function: { name, arguments: JSON.stringify(given) },
		})),
	};
}

function toolOf({ name, description, parameters }: ToolDefinition) {
	return { type: "function" as const, function: { name, description, parameters: jsonSchemaOf(parameters) } };
}

/** Of what is to be given to the schema, not of what it makes of it. */
function jsonSchemaOf(schema: z.ZodType): Record<string, unknown> {
	return z.toJSONSchema(schema, { io: "input" });
}
