import { lexicalEmbedder } from "../../embedding/lexicalEmbedder.ts";
import type { Tool } from "../../mcp/defineTool.ts";
import type { Database } from "../../schema/database.ts";
import { NOW } from "./seed.ts";

/** What an agent reads of a result: the text, and the data as it arrives in JSON. */
export interface ToolReading<Data> {
	text: string;
	data: Data;
	json: string;
}

/** Calls a tool at NOW. */
export async function callTool<Data>(tool: Tool, db: Database, args: object): Promise<ToolReading<Data>> {
	const { content, structuredContent } = await tool.call({ db, embedder: lexicalEmbedder, now: NOW }, args);
	const [block] = content;
	if (block?.type !== "text") throw new Error("The first block is to be text.");
	const json = JSON.stringify(structuredContent);
	return { text: block.text, data: JSON.parse(json), json };
}
