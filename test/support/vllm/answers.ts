import type { ServerResponse } from "node:http";
import type { Reply } from "./scriptedModel.ts";

// The shapes in which vLLM (0.6 to 0.13, `--tool-call-parser hermes`) streams a chat's answer.

interface Delta {
	content?: string;
	tool_calls?: { index: number; id?: string; type?: "function"; function: { name?: string; arguments?: string } }[];
}

/** Text in pieces, as tokens come. */
export function text(content: string, finish = "stop"): Reply {
	return stream([...pieces(content).map((piece) => ({ content: piece })), { content: "" }], finish);
}

/** Calls by the parser: the name first, then the arguments in pieces; where they are undefined, never. */
export function calls(given: { name: string; arguments?: string }[], finish = "tool_calls"): Reply {
	const deltas = given.flatMap(({ name, arguments: written }, index): Delta[] => [
		{ tool_calls: [{ index, id: `chatcmpl-tool-${index}`, type: "function", function: { name } }] },
		...pieces(written ?? "").map((piece) => ({ tool_calls: [{ index, function: { arguments: piece } }] })),
	]);
	return stream([...deltas, { content: "" }], finish);
}

/** A stream whose choices are empty from its beginning to its end. */
export const noChoices: Reply = (response) => {
	begin(response);
	write(response, { choices: [], usage: USAGE });
	response.end("data: [DONE]\n\n");
};

/** A stream that begins, and whose connection is then reset. */
export const reset: Reply = (response) => {
	begin(response);
	response.write(chunk({ content: "The pool is " }, null), () => response.socket?.resetAndDestroy());
};

/** A stream that ends as if it were over, in the middle. */
export const brokenOff: Reply = (response) => {
	begin(response);
	response.end(chunk({ content: "The pool is " }, null));
};

/** The engine dies during an answer, which vLLM says within the stream. */
export const failsMidway: Reply = (response) => {
	begin(response);
	response.write(chunk({ content: "The pool is " }, null));
	write(response, { error: { message: "EngineCore encountered an issue.", type: "InternalServerError", code: 500 } });
	response.end("data: [DONE]\n\n");
};

/** A stream that begins, and then is silent. */
export const silent: Reply = (response) => {
	begin(response);
	response.write(chunk({ content: "The pool is " }, null));
};

/** A stream that never ends, with a word every few milliseconds. */
export const endless: Reply = (response) => {
	begin(response);
	const timer = setInterval(() => response.write(chunk({ content: "and " }, null)), 5);
	response.on("close", () => clearInterval(timer));
};

export function status(code: number, message: string, headers: Record<string, string> = {}): Reply {
	return (response) => {
		response.writeHead(code, { "content-type": "application/json", ...headers });
		response.end(JSON.stringify({ error: { message, type: "Error", param: null, code } }));
	};
}

/** What each answer costs. */
export const USAGE = { prompt_tokens: 40, total_tokens: 47, completion_tokens: 7 };

function stream(deltas: Delta[], finish: string): Reply {
	return (response) => {
		begin(response);
		for (const [index, delta] of deltas.entries()) {
			response.write(chunk(delta, index === deltas.length - 1 ? finish : null));
		}
		write(response, { choices: [], usage: USAGE });
		response.end("data: [DONE]\n\n");
	};
}

function begin(response: ServerResponse): void {
	response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
	response.write(chunk({ content: "" }, null, "assistant"));
}

function chunk(delta: Delta, finish: string | null, role?: "assistant"): string {
	const choice = { index: 0, delta: { ...(role && { role }), ...delta }, logprobs: null, finish_reason: finish };
	return event({ choices: [finish ? { ...choice, stop_reason: null } : choice] });
}

function write(response: ServerResponse, fields: object): void {
	response.write(event(fields));
}

function event(fields: object): string {
	const head = { id: "chatcmpl-0", object: "chat.completion.chunk", created: 1_764_000_000, model: "Qwen" };
	return `data: ${JSON.stringify({ ...head, ...fields })}\n\n`;
}

const pieces = (written: string) => written.match(/.{1,4}/gs) ?? [];
