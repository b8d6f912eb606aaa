import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { AgentError, type TokenUsage, type ToolDefinition } from "../core/ports/agentPort.ts";
import { signingKeys } from "../core/signature/signingKeys.ts";
import {
	brokenOff,
	calls,
	endless,
	failsMidway,
	noChoices,
	reset,
	silent,
	status,
	text,
} from "../test/support/vllm/answers.ts";
import { startScriptedModel } from "../test/support/vllm/scriptedModel.ts";
import { VLLMAgentAdapter, type VLLMOptions } from "./vllmAgentAdapter.ts";

let model: Awaited<ReturnType<typeof startScriptedModel>>;
let counted: TokenUsage[];
beforeEach(async () => {
	model = await startScriptedModel();
	counted = [];
});
afterEach(() => {
	vi.unstubAllEnvs();
	model.close();
});

const agent = (options: Partial<VLLMOptions> = {}) =>
	new VLLMAgentAdapter({ address: { url: model.url }, onUsage: (usage) => counted.push(usage), ...options });
const ASK = [{ role: "user", content: "Why do checkouts fail?" }] as const;
const ONCE = { promptTokens: 40, completionTokens: 7, requests: 1 };
const TWICE = { promptTokens: 80, completionTokens: 14, requests: 2 };

const search: ToolDefinition = {
	name: "search_errors",
	description: "Finds errors.",
	parameters: z.object({ query: z.string(), limit: z.number().int().max(50).default(10) }),
};
const services: ToolDefinition = { name: "services", description: "Lists services.", parameters: z.object({}) };
const TOOLS = [search, services];

const verdict = z.strictObject({ cause: z.string(), confidence: z.number().min(0).max(1) });
const VERDICT = { cause: "pool exhausted", confidence: 0.8 };

describe("an answer in words", () => {
	test("comes whole, with what it has cost, and piece by piece for who wants that", async () => {
		model.answers(text("The pool is exhausted."));
		const pieces: string[] = [];
		const response = await agent().chat(ASK, [], { onText: (piece) => pieces.push(piece), maxTokens: 100 });
		expect(response).toEqual({
			text: "The pool is exhausted.",
			reply: null,
			toolCalls: [],
			cutOff: false,
			usage: ONCE,
		});
		expect([pieces.length, pieces.join("")]).toEqual([6, response.text]);
		expect(model.asked).toMatchObject([
			{
				path: "/v1/chat/completions",
				body: {
					model: "Qwen/Qwen2.5-32B-Instruct-AWQ",
					messages: ASK,
					max_tokens: 100,
					stream: true,
					stream_options: { include_usage: true },
				},
			},
		]);
		expect(model.asked[0]?.body).not.toHaveProperty("tools");
	});

	test("that is cut off says so", async () => {
		model.answers(text("The pool is", "length"));
		expect(await agent().chat(ASK)).toMatchObject({ text: "The pool is", cutOff: true });
	});
});

describe("a tool call", () => {
	test("is answered with the arguments as the tool takes them, and goes back with its result", async () => {
		model.answers(calls([{ name: "search_errors", arguments: '{"query": "pool"}' }]), text("It is exhausted."));
		const { toolCalls, usage } = await agent().chat(ASK, TOOLS);
		expect(toolCalls).toEqual([
			{ id: "chatcmpl-tool-0", name: "search_errors", arguments: { query: "pool", limit: 10 } },
		]);
		expect(usage).toEqual(ONCE);
		expect(model.asked[0]?.body.tools).toMatchObject([
			{
				type: "function",
				function: { name: "search_errors", parameters: { type: "object", required: ["query"] } },
			},
			{ function: { name: "services" } },
		]);
		await agent().chat(
			[
				...ASK,
				{ role: "assistant", content: "", toolCalls },
				{ role: "tool", toolCallId: "chatcmpl-tool-0", content: "pool exhausted ×212" },
			],
			TOOLS,
		);
		expect(model.asked[1]?.body.messages.slice(1)).toEqual([
			{
				role: "assistant",
				content: "",
				tool_calls: [
					{
						id: "chatcmpl-tool-0",
						type: "function",
						function: { name: "search_errors", arguments: '{"query":"pool","limit":10}' },
					},
				],
			},
			{ role: "tool", tool_call_id: "chatcmpl-tool-0", content: "pool exhausted ×212" },
		]);
	});

	test("may be one of several, and may have no arguments", async () => {
		model.answers(calls([{ name: "search_errors", arguments: '{"query":"pool","limit":3}' }, { name: "services" }]));
		const { toolCalls } = await agent().chat(ASK, TOOLS);
		expect(toolCalls).toEqual([
			{ id: "chatcmpl-tool-0", name: "search_errors", arguments: { query: "pool", limit: 3 } },
			{ id: "chatcmpl-tool-1", name: "services", arguments: {} },
		]);
	});

	test("is found where the parser left it in the text", async () => {
		const left = '{"name": "search_errors", "arguments": {"query": "pool"}}';
		model.answers(text(`Let me look.\n<tool_call>\n${left}\n</tool_call>\n<tool_call>\n{"name": "services"}`));
		const response = await agent().chat(ASK, TOOLS);
		expect(response).toMatchObject({
			text: "Let me look.",
			toolCalls: [
				{ name: "search_errors", arguments: { query: "pool", limit: 10 } },
				{ name: "services", arguments: {} },
			],
		});
		expect(new Set(response.toolCalls.map(({ id }) => id)).size).toBe(2);
	});

	test("in the text that cannot be read is asked for again", async () => {
		model.answers(text('<tool_call>\n{"name": "serv'), text('<tool_call>{"name": "services"}</tool_call>'));
		expect(await agent().chat(ASK, TOOLS)).toMatchObject({ toolCalls: [{ name: "services" }], usage: TWICE });
		expect(model.asked[1]?.body.messages[2]?.content).toMatch(/^A call has to be one JSON object/);
	});

	test("in small disorder is repaired", async () => {
		model.answers(calls([{ name: "search_errors", arguments: "{'query': 'pool', }" }]));
		expect(await agent().chat(ASK, TOOLS)).toMatchObject({
			toolCalls: [{ arguments: { query: "pool" } }],
			usage: ONCE,
		});
	});

	test.each([
		["whose end is missing", '{"query": "po', /The arguments of search_errors are not valid/],
		["with wrong arguments", '{"query": "pool", "limit": 99}', /<=50[\s\S]*limit/],
	])("%s is asked for again, once, and the model is told why", async (_what, wrong, complaint) => {
		model.answers(
			calls([{ name: "search_errors", arguments: wrong }]),
			calls([{ name: "search_errors", arguments: '{"query":"pool"}' }]),
		);
		expect(await agent().chat(ASK, TOOLS)).toMatchObject({ toolCalls: [{ name: "search_errors" }], usage: TWICE });
		expect(counted).toEqual([ONCE, ONCE]);
		const [, said, told] = model.asked[1]?.body.messages ?? [];
		expect([said, told]).toEqual([
			{ role: "assistant", content: expect.stringContaining(wrong) },
			{ role: "user", content: expect.stringMatching(complaint) },
		]);
	});

	test("of a tool that there is not is asked for again, and then is an error", async () => {
		model.answers(calls([{ name: "rm" }]), calls([{ name: "rm" }]));
		await expect(agent().chat(ASK, TOOLS)).rejects.toMatchObject({
			code: "invalid",
			message: 'The model\'s answer is of no use. There is no tool "rm". There are: search_errors, services.',
		});
		expect(counted).toHaveLength(2);
	});

	test("that is cut off is an error, however it could be completed", async () => {
		model.answers(calls([{ name: "search_errors", arguments: '{"query": "pool"}' }], "length"));
		await expect(agent().chat(ASK, TOOLS)).rejects.toMatchObject({
			code: "cut_off",
			message: expect.stringContaining("cut off after 7 tokens"),
		});
	});
});

describe("an answer by a schema", () => {
	test("is asked for strictly, and comes parsed", async () => {
		model.answers(text(JSON.stringify(VERDICT)));
		const { reply, usage } = await agent().chat(ASK, [], { schema: verdict });
		expect([reply, usage]).toEqual([VERDICT, ONCE]);
		expect(model.asked[0]?.body.response_format).toMatchObject({
			type: "json_schema",
			json_schema: {
				strict: true,
				schema: { type: "object", required: ["cause", "confidence"], additionalProperties: false },
			},
		});
	});

	test("may stand between fences", async () => {
		model.answers(text(`\`\`\`json\n${JSON.stringify(VERDICT)}\n\`\`\``));
		expect(await agent().chat(ASK, [], { schema: verdict })).toMatchObject({ reply: VERDICT, usage: ONCE });
	});

	test.each([
		["does not fit", '{"cause": "pool exhausted", "confidence": 80}', /confidence/],
		["ends too early", '{"cause": "pool exh', /not the JSON that was asked for/],
		["is no JSON", "The pool is exhausted.", /not the JSON that was asked for/],
	])("that %s is asked for again, once", async (_what, wrong, complaint) => {
		model.answers(text(wrong), text(JSON.stringify(VERDICT)));
		expect(await agent().chat(ASK, [], { schema: verdict })).toMatchObject({ reply: VERDICT, usage: TWICE });
		expect(model.asked[1]?.body.messages.slice(1)).toEqual([
			{ role: "assistant", content: wrong },
			{ role: "user", content: expect.stringMatching(complaint) },
		]);
		model.answers(text(wrong), text(wrong));
		await expect(agent().chat(ASK, [], { schema: verdict })).rejects.toMatchObject({ code: "invalid" });
	});

	test("that is cut off is an error", async () => {
		model.answers(text('{"cause": "pool', "length"));
		await expect(agent().chat(ASK, [], { schema: verdict })).rejects.toMatchObject({ code: "cut_off" });
	});
});

describe("code", () => {
	const CONTEXT = { language: "TypeScript", rules: "No `any`.", files: [{ path: "a.md", content: "```ts\nx\n```" }] };

	test("is asked for with its files and rules, and comes without its fences", async () => {
		model.answers(text("Here it is:\n````ts\nconst fence = `\n```\n`;\n````\nDone."));
		expect(await agent().generateCode("Write a fence.", CONTEXT)).toEqual({
			language: "TypeScript",
			code: "const fence = `\n```\n`;\n",
			usage: ONCE,
		});
		const [system, user] = model.asked[0]?.body.messages ?? [];
		expect(system?.content).toContain("No `any`.");
		expect(user?.content).toBe("a.md:\n````\n```ts\nx\n```\n````\n\nWrite a fence.");
	});

	test("without fences is asked for again, and cut off is an error", async () => {
		model.answers(text("const a = 1;"), text("```\nconst a = 1;\n```"), text("```\nconst a", "length"));
		expect(await agent().generateCode("Write.", CONTEXT)).toMatchObject({ code: "const a = 1;\n", usage: TWICE });
		await expect(agent().generateCode("Write.", CONTEXT)).rejects.toMatchObject({ code: "cut_off" });
	});
});

describe("a model that does not answer", () => {
	test.each([429, 500, 503])("but says %i is asked again when it says so", async (code) => {
		model.answers(status(code, "Busy.", { "retry-after-ms": "1" }), text("Yes."));
		expect(await agent().chat(ASK)).toMatchObject({ text: "Yes.", usage: ONCE });
	});

	test("is unavailable after some tries", async () => {
		model.answers(...Array(3).fill(status(503, "Busy.", { "retry-after-ms": "1" })));
		await expect(agent().chat(ASK)).rejects.toMatchObject({
			code: "unavailable",
			message: `The model at ${model.url}/v1 answered 503 Busy.`,
		});
	});

	test("because the prompt is too long refuses it, in its own words", async () => {
		model.answers(status(400, "This model's maximum context length is 32768 tokens."));
		await expect(agent().chat(ASK)).rejects.toMatchObject({
			code: "refused",
			message: expect.stringContaining("400 This model's maximum context length is 32768 tokens."),
		});
	});

	test("and cannot be reached is unavailable", async () => {
		const nowhere = agent({ address: { url: "http://127.0.0.1:1" } });
		await expect(nowhere.chat(ASK)).rejects.toThrow(AgentError);
	});
});

describe("an answer that does not end as it should", () => {
	test.each([
		["because the connection is reset", reset, /cannot be used: .*(terminated|ECONNRESET)/],
		["because it breaks off", brokenOff, /its answer broke off/],
		["because the engine dies", failsMidway, /EngineCore encountered an issue/],
		["because there is none", noChoices, /its answer broke off/],
		["because nothing more comes", silent, /was silent for 0\.05 s/],
	])("%s is no answer", async (_why, reply, message) => {
		model.answers(reply);
		const failed = agent({ patience: { silence: 50, total: 10_000 } }).chat(ASK);
		await expect(failed).rejects.toMatchObject({ code: "unavailable", message: expect.stringMatching(message) });
	});

	test("because it takes too long ends where patience does, for the model too", async () => {
		model.answers(endless);
		const failed = agent({ patience: { silence: 10_000, total: 100 } }).chat(ASK);
		await expect(failed).rejects.toThrow(/was not done after 0\.1 s/);
		await model.left;
	});

	test("because nobody wants it any more ends at once, for the model too", async () => {
		model.answers(endless);
		const controller = new AbortController();
		const onText = () => controller.abort(new Error("The pattern was solved meanwhile."));
		await expect(agent().chat(ASK, [], { signal: controller.signal, onText })).rejects.toThrow("solved meanwhile");
		await model.left;
	});
});

test("requests are signed, and hold nothing of what the environment has for OpenAI", async () => {
	vi.stubEnv("OPENAI_API_KEY", "sk-secret");
	vi.stubEnv("OPENAI_ORG_ID", "org-secret");
	vi.stubEnv("OPENAI_BASE_URL", "https://api.openai.com/v1");
	const [key] = signingKeys("agent:0123456789abcdefghijklmnopqrstuvwxyz");
	const access = { clientId: "id.access", clientSecret: "s-1" };
	model.answers(text("Yes."));
	await agent({ address: { url: `${model.url}/box`, key, access } }).chat(ASK);
	const [{ path, headers } = { path: "", headers: {} }] = model.asked;
	expect(path).toBe("/box/v1/chat/completions");
	expect(headers).toMatchObject({
		"signature-input": expect.stringContaining('keyid="agent"'),
		"cf-access-client-id": "id.access",
	});
	expect(headers).not.toHaveProperty("authorization");
	expect(JSON.stringify(headers)).not.toMatch(/sk-secret|org-secret|0123456789abc/);
});
