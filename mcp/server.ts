import { type CallToolResult, ProtocolError, ProtocolErrorCode, Server } from "@modelcontextprotocol/server";
import { AnswerError } from "../answers/answerError.ts";
import type { AnswerContext } from "../answers/context.ts";
import { didYouMean } from "../answers/parseArguments.ts";
import { cutText } from "../core/text/cutText.ts";
import { nearest } from "../core/text/nearest.ts";
import { tools } from "./tools.ts";

export interface McpServerOptions {
	context: AnswerContext;
	version: string;
	/** Says what an agent may know, and do, about an error that is not about its question. */
	explain: (error: unknown) => string;
}

/**
 * An MCP server for one request. It is the SDK's low-level one, which leaves the arguments to `parseArguments`, whose
 * errors say what would be right.
 */
export function mcpServer({ context, version, explain }: McpServerOptions): Server {
	const server = new Server(
		{ name: "vagus", title: "Vagus", version },
		{
			capabilities: { tools: {} },
			instructions: INSTRUCTIONS,
			cacheHints: { "tools/list": { ttlMs: DEFINITIONS_TTL_MS }, "server/discover": { ttlMs: DEFINITIONS_TTL_MS } },
		},
	);
	server.setRequestHandler("tools/list", () => ({ tools: tools.map(({ definition }) => definition) }));
	server.setRequestHandler("tools/call", ({ params }) =>
		toolNamed(params.name)
			.call(context, params.arguments)
			.catch((error) => failed(error instanceof AnswerError ? teach(error) : explain(error))),
	);
	return server;
}

const INSTRUCTIONS = `Vagus keeps the errors, logs, traces, metrics, builds and test runs of your services and answers \
questions about them. From a symptom in words, or a pasted line, start with search_errors; with a request or trace id, \
trace_request; with a commit whose CI differs from a local run, compare_test_runs; with a service's name, \
service_health. Results are small: rows are CSV, times are UTC, and total, truncated and cursor say what was left out. \
Narrow the question before you page through it.`;

/** Definitions change with a deployment only. */
const DEFINITIONS_TTL_MS = 5 * 60_000;

function toolNamed(name: string): (typeof tools)[number] {
	const tool = tools.find(({ definition }) => definition.name === name);
	if (tool) return tool;
	const names = tools.map(({ definition }) => definition.name);
	throw new ProtocolError(
		ProtocolErrorCode.InvalidParams,
		`There is no tool ${cutText(name, 100)}.${didYouMean(nearest(name, names)) || ` The tools are ${names.join(", ")}.`}`,
	);
}

/** An error's sentence, with the values that would be right where the sentence does not name them. */
function teach({ message, suggestions }: AnswerError): string {
	const unnamed = suggestions.filter((suggestion) => !message.includes(suggestion)).slice(0, 10);
	return cutText(unnamed.length > 0 ? `${message} Right would be: ${unnamed.join(", ")}.` : message, 2_000);
}

function failed(text: string): CallToolResult {
	return { content: [{ type: "text", text }], isError: true };
}
