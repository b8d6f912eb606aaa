import type { Connection } from "../database.ts";
import { ask, type Client } from "./ask.ts";
import type { Deadline } from "./deadline.ts";

/** A driver's connection as ours: what runs on it has a deadline. */
export function connectionOf(client: Client, { answer }: Deadline): Connection {
	return {
		query: async <Row>(text: string, values: unknown[] = [], name?: string) =>
			(await ask(client, { text, values, name }, answer)).rows as Row[],
		script: async (text) => {
			await ask(client, { text }, answer);
		},
	};
}
