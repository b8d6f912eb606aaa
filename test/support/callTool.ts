import { lexicalEmbedder } from "../../embedding/lexicalEmbedder.ts";
import type { Tool } from "../../mcp/defineTool.ts";
import type { Database } from "../../schema/database.ts";
import { NOW } from "./seed.ts";

/** A tool's answer: its sentences, its data, and all of it as an agent reads it. */
export interface ToolReading<Data> {
	text: string;
	data: Data;
	said: string;
}

/** Calls a tool at NOW. */
export async function callTool<Data>(tool: Tool, db: Database, args: object): Promise<ToolReading<Data>> {
	const context = { db, embedder: lexicalEmbedder, now: NOW };
	const { text, data } = await tool.ask(context, args);
	const { content } = await tool.call(context, args);
	const [block] = content;
	if (content.length !== 1 || block?.type !== "text") throw new Error("A result is to be one text.");
	return { text, data: JSON.parse(JSON.stringify(data)), said: block.text };
}
