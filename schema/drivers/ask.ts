import { DatabaseUnavailable, isSpent } from "../unavailable.ts";

/** The part of a connection that `pg` and Neon's driver share. */
export interface Client {
	on(event: "error", listener: (error: Error) => void): unknown;
	query(config: object): Promise<{ rows: unknown[]; command?: string }>;
	end(): Promise<void>;
}

/**
 * Runs a statement. Where no answer comes in so many milliseconds, or one after which the connection is of no use, the
 * connection is ended: what came later would be taken for the answer of another statement.
 */
export async function ask(client: Client, config: object, answerMs: number): ReturnType<Client["query"]> {
	// Ending one that is broken breaks what waits on it; nobody waits for its end, which may take as long.
	const giveUp = () => void client.end().catch(() => {});
	try {
		return await inTime(client.query(config), answerMs, giveUp);
	} catch (error) {
		if (isSpent(error)) giveUp();
		throw error;
	}
}

/** Where `work` takes longer than so many milliseconds, calls `onLate` and throws DatabaseUnavailable. */
export function inTime<Result>(work: Promise<Result>, ms: number, onLate: () => void): Promise<Result> {
	const late = Promise.withResolvers<never>();
	const timer = setTimeout(() => {
		onLate();
		late.reject(new DatabaseUnavailable(new Error(`no answer within ${ms / 1000} seconds`)));
	}, ms);
	return Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}
