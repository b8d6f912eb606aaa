import { estimateTokens } from "../../../mcp/estimateTokens.ts";
import type { Database } from "../../../schema/database.ts";
import { serveMcp } from "../../mcp/serveMcp.ts";
import { openTestPglite } from "../../support/databases.ts";
import { readCsv } from "../../support/readCsv.ts";

/** One who has nothing but the tools, and pays for what it reads. */
export interface Agent {
	/** Calls a tool; returns what a model reads of the answer. */
	ask(tool: string, args: Record<string, unknown>): Promise<string>;
	/** Calls what an answer says is to be asked next. */
	follow(answer: string): Promise<string>;
	spent: { calls: number; tokens: number };
}

/** A Vagus whose database holds what `fill` writes. */
export interface EvalWorld {
	/** An agent who has spent nothing yet. */
	agent(): Agent;
	close(): Promise<void>;
}

/** Serves the tools over HTTP, where agents call them by the official client. */
export async function startEval(fill: (db: Database) => Promise<void>): Promise<EvalWorld> {
	const db = await openTestPglite();
	await fill(db);
	const server = await serveMcp(db);
	const client = await server.connect();
	return {
		agent: () => {
			const spent = { calls: 0, tokens: 0 };
			const ask = async (name: string, args: Record<string, unknown>) => {
				const { content, isError } = await client.callTool({ name, arguments: args });
				const [block] = content;
				if (block?.type !== "text" || isError) throw new Error(`${name}: ${JSON.stringify(content)}`);
				spent.calls += 1;
				spent.tokens += estimateTokens(JSON.stringify(args)) + estimateTokens(block.text);
				return block.text;
			};
			return { ask, follow: (answer) => ask(...suggestionIn(answer)), spent };
		},
		close: async () => {
			await client.close();
			await server.close();
			await db.close();
		},
	};
}

/** The call in `Next: tool argument="value" …`, taken by its letters. */
function suggestionIn(answer: string): [string, Record<string, unknown>] {
	const [, tool, written = ""] = /Next: (\w+) (.*?)\.(?:\n|$)/.exec(answer) ?? [];
	if (!tool) throw new Error(`Nothing was suggested: ${answer}`);
	const args = [...written.matchAll(/(\w+)=("(?:[^"\\]|\\.)*")/g)];
	return [tool, Object.fromEntries(args.map(([, name = "", value = ""]) => [name, JSON.parse(value)]))];
}

/** The rows of a table of an answer, by the name that it stands under. */
export function tableIn(answer: string, name: string): Record<string, string>[] {
	const part = answer.split("\n\n").find((text) => text.startsWith(`${name} (`) || text.startsWith(`${name}:`));
	return part ? readCsv(part.slice(part.indexOf("\n") + 1)) : [];
}
