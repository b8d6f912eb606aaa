import { tools } from "../../../mcp/tools.ts";
import type { Random } from "../../faults/support/random.ts";
import { hostileJson, hostileText } from "./hostileValues.ts";

/** A question as it goes over HTTP. */
export interface Question {
	method: "GET" | "POST" | "DELETE";
	path: string;
	headers: Record<string, string>;
	body?: Uint8Array<ArrayBuffer>;
}

/** Asks all that a server can be asked, with arguments that it has to refuse or bear. */
export type Ask = (random: Random) => Question;

/** Every GET of a server's OpenAPI document, and every tool of its MCP endpoint. */
export async function questionsOf(url: string, key: string): Promise<Ask[]> {
	const headers = { authorization: `Bearer ${key}` };
	const { paths } = (await (await fetch(`${url}/openapi.json`, { headers })).json()) as OpenApi;
	const gets = Object.entries(paths).flatMap(([path, { get }]) =>
		get ? [{ path, parameters: get.parameters ?? [] }] : [],
	);
	return [
		...gets.map(
			({ path, parameters }): Ask =>
				(random) =>
					get(path, parameters, random),
		),
		...tools.flatMap(({ definition }): Ask[] => [
			(random) => call(definition, random),
			(random) => call(definition, random),
		]),
		(random) => ({ method: "POST", path: "/mcp", headers: MCP, body: new TextEncoder().encode(hostileJson(random)) }),
		(random) => ({
			method: "POST",
			path: "/mcp",
			headers: MCP,
			body: text(rpc("tools/list", hostileJson(random))),
		}),
		(random) => ({ method: "DELETE", path: `/api/keys/${inPath(random)}`, headers: {} }),
	];
}

interface OpenApi {
	paths: Record<string, { get?: { parameters?: Parameter[] } }>;
}

interface Parameter {
	name: string;
	in: string;
}

interface Tool {
	name: string;
	inputSchema: { properties?: Record<string, unknown> };
}

const MCP = {
	"content-type": "application/json",
	accept: "application/json, text/event-stream",
	"mcp-protocol-version": "2025-06-18",
};

function get(path: string, parameters: Parameter[], random: Random): Question {
	const query = parameters
		.filter((parameter) => parameter.in === "query" && random.between(0, 2) > 0)
		.flatMap(({ name }) => Array.from({ length: random.pick([1, 1, 1, 3]) }, () => `${name}=${inPath(random)}`));
	const asked = random.between(0, 9) === 0 ? [...query, `${inPath(random)}=1`] : query;
	const place = path.replace(/\{\w+\}/g, () => inPath(random));
	return { method: "GET", path: asked.length > 0 ? `${place}?${asked.join("&")}` : place, headers: {} };
}

/** A hostile text as it stands in an address; some are not even UTF-8. */
function inPath(random: Random): string {
	const value = hostileText(random).slice(0, 1_500).toWellFormed();
	return random.pick([
		encodeURIComponent(value),
		encodeURIComponent(value),
		"%ff%fe",
		"%00",
		"%2e%2e%2f",
		"%E0%A4%A",
		"a",
	]);
}

function call({ name, inputSchema }: Tool, random: Random): Question {
	const names = [...Object.keys(inputSchema.properties ?? {}), "unknown"];
	const given = names.filter(() => random.between(0, 1) === 1);
	const members = given.map((member) => `${JSON.stringify(member)}:${hostileJson(random)}`);
	const body = text(rpc("tools/call", `{"name":${JSON.stringify(name)},"arguments":{${members.join()}}}`));
	return { method: "POST", path: "/mcp", headers: MCP, body };
}

function rpc(method: string, params: string): string {
	return `{"jsonrpc":"2.0","id":1,"method":"${method}","params":${params}}`;
}

const text = (body: string) => new TextEncoder().encode(body);
