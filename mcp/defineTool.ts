import type { CallToolResult, Tool as ToolDefinition } from "@modelcontextprotocol/server";
import { z } from "zod";
import type { AnswerContext } from "../answers/context.ts";
import { parseArguments } from "../answers/parseArguments.ts";
import { asText } from "./asText.ts";

/** What a caller may: all that only reads what is prepared, or what costs more besides. */
export type ToolScope = "read" | "agent";

/** A question that an agent may ask: an answer's arguments, words and budget. */
export interface ToolSpec<Arguments extends z.ZodObject, Data extends z.ZodObject> {
	name: string;
	title: string;
	/** For a model: what it answers, when to use it, and when not. */
	description: string;
	arguments: Arguments;
	/** Who may call it: by default everybody who may read. */
	scopes?: ToolScope[];
	/** What the answer holds besides its sentences. Many rows are one CSV text, whose description says what its columns mean. */
	data: Data;
	/** Throws an AnswerError where the question cannot be answered as it was put. */
	answer(context: AnswerContext, args: z.output<Arguments>): Promise<ToolAnswer<z.output<Data>>>;
}

export interface ToolAnswer<Data> {
	data: Data;
	/** What stands out and what to call next, in a few sentences: not the data once more. */
	text: string;
}

export interface Tool {
	definition: ToolDefinition;
	/** A caller with one of these may call it. */
	scopes: ToolScope[];
	/** The answer to arguments as they came. */
	ask(context: AnswerContext, given: unknown): Promise<ToolAnswer<Record<string, unknown>>>;
	/** The same in the words that an agent reads. */
	call(context: AnswerContext, given: unknown): Promise<CallToolResult>;
}

/** A tool as the server lists and calls it. */
export function defineTool<Arguments extends z.ZodObject, Data extends z.ZodObject>(
	spec: ToolSpec<Arguments, Data>,
): Tool {
	const ask = (context: AnswerContext, given: unknown) => spec.answer(context, parseArguments(spec.arguments, given));
	return {
		definition: {
			name: spec.name,
			title: spec.title,
			description: spec.description,
			inputSchema: published(spec.arguments),
			annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
		},
		scopes: spec.scopes ?? ["read", "agent"],
		ask,
		call: async (context, given) => {
			const text = asText(await ask(context, given), spec.data.shape);
			return { content: [{ type: "text", text }] };
		},
	};
}

/** The JSON Schema of a Zod schema, without what a reader who pays by the token is told when it matters, by a refusal. */
function published(schema: z.ZodObject): ToolDefinition["inputSchema"] {
	const { $schema: _, ...rest } = z.toJSONSchema(schema, {
		io: "input",
		override: ({ jsonSchema }) => {
			for (const name of UNTOLD) delete jsonSchema[name];
			if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
			if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
		},
	});
	return rest as ToolDefinition["inputSchema"];
}

const UNTOLD = ["format", "pattern", "minLength", "maxLength", "minItems", "maxItems"] as const;
