import { z } from "zod";
import { nearest } from "../../core/text/nearest.ts";
import type { Connection } from "../../schema/database.ts";
import { AnswerError } from "../answerError.ts";
import { didYouMean } from "../parseArguments.ts";
import { requireName } from "../requireName.ts";

export const knownTest = z.object({
	testId: z.string(),
	repository: z.string(),
	file: z.string(),
	suite: z.string(),
	name: z.string(),
});
export type KnownTest = z.infer<typeof knownTest>;

/** The one test that a text means: its id, its name, or words of its file, suite and name. Throws where it is not one. */
export async function findTest(db: Connection, text: string, repository: string | undefined): Promise<KnownTest> {
	if (repository !== undefined) await requireName(db, repository, ["repository"]);
	const [byId] = isId(text) ? await db.query<KnownTest>(BY_ID, [text], "test_by_id") : [];
	if (byId) return byId;
	const words = wordsOf(text);
	const patterns = words.map((word) => `%${word.replace(/[\\%_]/g, "\\$&")}%`);
	const values = [patterns, repository ?? null, RUNS_READ, MOST_FOUND, FAILURES_READ];
	const found = await db.query<KnownTest>(BY_WORDS, values, "tests_by_words");
	const best = closest(found, text);
	const [test] = best;
	if (!test) throw await unknownTest(db, text, repository);
	if (best.length > 1) throw ambiguous(text, best);
	return test;
}

function isId(text: string): boolean {
	return /^-?\d{1,19}$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}

/** File, suite and name, as results of tools write them. */
export function labelOf({ file, suite, name }: Pick<KnownTest, "file" | "suite" | "name">): string {
	return [file, suite, name].filter(Boolean).join(" > ");
}

function wordsOf(text: string): string[] {
	return text
		.toLowerCase()
		.split(/\s+>\s+|\s+/)
		.filter(Boolean)
		.slice(0, MOST_WORDS);
}

const MOST_WORDS = 20;
/** Newest runs, and newest failures, whose tests are looked through. */
const RUNS_READ = 20;
const FAILURES_READ = 5_000;
const MOST_FOUND = 50;

/** Those that are called exactly so, or else all. */
function closest(found: KnownTest[], text: string): KnownTest[] {
	const wanted = text.toLowerCase();
	const called = [labelOf, ({ name }: KnownTest) => name].map((callOf) =>
		found.filter((test) => callOf(test).toLowerCase() === wanted),
	);
	return called.find(({ length }) => length > 0) ?? found;
}

function ambiguous(text: string, tests: KnownTest[]): AnswerError {
	const listed = tests
		.slice(0, MOST_LISTED)
		.map((test) => `${labelOf(test)} (${test.repository}, test=${test.testId})`);
	const many = tests.length === MOST_FOUND ? `at least ${MOST_FOUND}` : tests.length;
	const sentence = `"${text}" fits ${many} tests: give more words, or an id. They are ${listed.join("; ")}.`;
	return new AnswerError(
		"ambiguous",
		sentence,
		tests.slice(0, MOST_LISTED).map(({ testId }) => testId),
	);
}

const MOST_LISTED = 10;

async function unknownTest(db: Connection, text: string, repository: string | undefined): Promise<AnswerError> {
	const values = [[], repository ?? null, RUNS_READ, MOST_COMPARED, FAILURES_READ];
	const all = await db.query<KnownTest>(BY_WORDS, values, "tests_by_words");
	const meant = nearest(
		text,
		all.flatMap((test) => [test.name, labelOf(test)]),
	);
	const none = all.length === 0 ? " No run with tests has come in yet: `vagus report` sends them." : "";
	return new AnswerError(
		"not_found",
		`No test of a recent run is called so: ${text}.${didYouMean(meant) || none}`,
		meant,
	);
}

const MOST_COMPARED = 2_000;

const BY_ID = `
	SELECT test_id AS "testId", repository, file, suite, name
	FROM test_results WHERE test_id = $1::bigint ORDER BY timestamp DESC LIMIT 1`;

// Tests of the newest runs, and those that failed last. $1 patterns that all have to fit, $2 repository, $3 runs,
// $4 limit, $5 failures.
const BY_WORDS = `
	WITH runs AS MATERIALIZED (
		SELECT run_id FROM test_runs
		WHERE total_tests > 0 AND ($2::text IS NULL OR repository = $2)
		ORDER BY timestamp DESC LIMIT $3
	), tests AS (
		SELECT t.test_id, t.repository, t.file, t.suite, t.name FROM test_results t JOIN runs USING (run_id)
		UNION
		SELECT f.test_id, r.repository, coalesce(f.test_file, ''), coalesce(f.suite_name, ''), f.test_name
		FROM (SELECT * FROM test_failures ORDER BY failure_id DESC LIMIT $5) f JOIN test_runs r USING (run_id)
		WHERE f.test_id IS NOT NULL AND ($2::text IS NULL OR r.repository = $2)
	)
	SELECT test_id AS "testId", repository, file, suite, name FROM tests
	WHERE lower(concat_ws(' ', repository, file, suite, name)) LIKE ALL ($1::text[])
	ORDER BY name, file, test_id LIMIT $4`;
