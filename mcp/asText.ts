import type { z } from "zod";
import type { ToolAnswer } from "./defineTool.ts";

/**
 * What an agent reads of an answer: its sentences, its figures, and its tables as they are, each under its name and what
 * is to be known of its columns. It is plain text, which every client shows to its model, and in which a table's quotes
 * and line ends need no escapes. What the sentences say already is left out.
 */
export function asText({ text, data }: ToolAnswer<Record<string, unknown>>, shape: z.ZodRawShape): string {
	const given = Object.entries(data).filter(([name, value]) => isSaid(name, value) && !repeats(value, text));
	const figures = given.filter(([, value]) => !isTable(value)).map(([name, value]) => `${name}: ${written(value)}`);
	const tables = given.filter(([, value]) => isTable(value)).map(([name, table]) => `${headed(name, shape)}\n${table}`);
	return [text, figures.join("\n"), ...tables].filter(Boolean).join("\n\n");
}

function isSaid(name: string, value: unknown): boolean {
	if (value === false) return ALWAYS_SAID.has(name);
	return value !== null && value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);
}

/** An agent is to know that a list is whole. */
const ALWAYS_SAID = new Set(["truncated"]);

function repeats(value: unknown, text: string): boolean {
	const parts = Array.isArray(value) ? value : [value];
	return parts.every((part) => typeof part === "string" && part.length >= WORTH_LEAVING_OUT && text.includes(part));
}

/** Shorter texts, such as names, may stand in a sentence by chance. */
const WORTH_LEAVING_OUT = 40;

/** CSV has a header and a row at least; all other texts are on one line. */
function isTable(value: unknown): value is string {
	return typeof value === "string" && value.includes("\n");
}

function headed(name: string, shape: z.ZodRawShape): string {
	const meaning = (shape[name] as z.ZodType | undefined)?.description;
	return meaning ? `${name} (${meaning}):` : `${name}:`;
}

function written(value: unknown): string {
	if (typeof value === "boolean") return value ? "yes" : "no";
	if (Array.isArray(value)) return value.join("; ");
	return typeof value === "object" ? JSON.stringify(value) : String(value);
}
