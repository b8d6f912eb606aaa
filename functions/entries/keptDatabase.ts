import type { Database, Queryable } from "../../schema/database.ts";
import { forwardTo } from "./forwardTo.ts";

export interface KeptDatabase extends Database {
	/** Says that time may have passed without this process noticing. */
	afterFreeze(): void;
	/** Resolves once no statement and no transaction runs: one that is frozen keeps its locks. */
	settled(): Promise<void>;
}

/**
 * A database for an instance that is frozen between requests. Its connection is kept, and the server may close it
 * meanwhile: after each freeze, its first use asks whether it still answers, and opens another where it does not.
 */
export function keptDatabase(open: () => Promise<Database>): KeptDatabase {
	let kept: Database | undefined;
	let checking: Promise<Database> | undefined;
	const running = new Set<Promise<unknown>>();
	const asked = forwardTo("kept", () => {
		checking ??= renew(kept, open).then((database) => {
			kept = database;
			return database;
		});
		return checking;
	});
	const counted = <Result>(result: Promise<Result>): Promise<Result> => {
		const ended: Promise<unknown> = result.then(
			() => running.delete(ended),
			() => running.delete(ended),
		);
		running.add(ended);
		return result;
	};
	const countedOn = (queryable: Queryable): Queryable => ({
		driver: queryable.driver,
		query: (text, values, name) => counted(queryable.query(text, values, name)),
		script: (text) => counted(queryable.script(text)),
		transaction: (work) => counted(queryable.transaction(work)),
		withDeadline: (statementMs) => countedOn(queryable.withDeadline(statementMs)),
	});
	return {
		...countedOn(asked),
		afterFreeze: () => {
			checking = undefined;
		},
		settled: async () => {
			while (running.size > 0) await Promise.all(running);
		},
		close: async () => {
			await kept?.close();
		},
	};
}

async function renew(kept: Database | undefined, open: () => Promise<Database>): Promise<Database> {
	if (kept && (await answers(kept))) return kept;
	// Not waited for: a server that does not answer does not say goodbye either.
	kept?.close().catch(() => {});
	return open();
}

/** A connection whose other end is gone without a word, as behind a NAT gateway, fails only after minutes. */
const ANSWER_MS = 1_000;

async function answers(database: Database): Promise<boolean> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<boolean>((resolve) => {
		timer = setTimeout(resolve, ANSWER_MS, false);
	});
	const answered = database.query("SELECT 1").then(
		() => true,
		() => false,
	);
	return Promise.race([answered, late]).finally(() => clearTimeout(timer));
}
