import { z } from "zod";
import type { ChatOptions, ChatResponse, ToolCall, ToolDefinition } from "../../core/ports/agentPort.ts";
import { cutOffError } from "./cutOffError.ts";
import { hermesCalls } from "./hermesCalls.ts";
import { parseModelJson } from "./parseModelJson.ts";
import type { Answer, RawCall } from "./readAnswer.ts";

/** What an answer comes to: a response, or what is wrong with it, for the model to read. */
export type Outcome<Reply> = Omit<ChatResponse<Reply>, "usage"> | { complaint: string };

/**
 * Holds an answer to what was asked for: each tool call to its tool, the text to the schema. Throws an AgentError where it
 * was cut off and is of no use so.
 */
export function outcomeOf<Reply>(
	answer: Answer,
	tools: readonly ToolDefinition[],
	{ schema }: Pick<ChatOptions<Reply>, "schema">,
): Outcome<Reply> {
	const cutOff = answer.finish === "length";
	const { text, calls } = answer.calls.length === 0 && tools.length > 0 ? hermesCalls(answer.text) : answer;
	if (cutOff && (calls.length > 0 || schema)) throw cutOffError(answer);
	const toolCalls: ToolCall[] = [];
	for (const call of calls) {
		const checked = checkedCall(call, tools);
		if (typeof checked === "string") return { complaint: checked };
		toolCalls.push(checked);
	}
	if (!schema || toolCalls.length > 0) return { text, reply: null, toolCalls, cutOff };
	const parsed = schema.safeParse(parseModelJson(text));
	if (!parsed.success)
		return { complaint: `That is not the JSON that was asked for.\n${z.prettifyError(parsed.error)}` };
	return { text, reply: parsed.data, toolCalls, cutOff };
}

/** The call with its arguments as the tool takes them, or what is wrong with it. */
function checkedCall({ id, name, arguments: given }: RawCall, tools: readonly ToolDefinition[]): ToolCall | string {
	if (!name) return "A call has to be one JSON object with a name and arguments, between <tool_call> and </tool_call>.";
	const tool = tools.find((known) => known.name === name);
	if (!tool)
		return `There is no tool ${JSON.stringify(name)}. There are: ${tools.map((known) => known.name).join(", ")}.`;
	const parsed = tool.parameters.safeParse(parseModelJson(given || "{}"));
	if (!parsed.success) return `The arguments of ${name} are not valid.\n${z.prettifyError(parsed.error)}`;
	return { id, name, arguments: parsed.data };
}
