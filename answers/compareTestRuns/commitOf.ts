import { nearest } from "../../core/text/nearest.ts";
import type { Connection } from "../../schema/database.ts";
import { AnswerError } from "../answerError.ts";
import { didYouMean } from "../parseArguments.ts";

export interface Commit {
	commitSha: string;
	repository: string;
}

/** The one commit with test runs whose hash begins so. Throws where there is none, or more than one. */
export async function commitOf(db: Connection, prefix: string, repository: string | undefined): Promise<Commit> {
	const known = await db.query<Commit>(BY_PREFIX, [prefix], "commits_by_prefix");
	const found = repository === undefined ? known : known.filter((commit) => commit.repository === repository);
	const hashes = [...new Set(found.map(({ commitSha }) => commitSha))];
	if (hashes.length > 1) {
		throw new AnswerError("ambiguous", `${prefix} is the beginning of several commits: give more digits.`, hashes);
	}
	if (found.length > 1) {
		const repositories = found.map((commit) => commit.repository);
		const where = repositories.join(", ");
		throw new AnswerError("ambiguous", `Commit ${prefix} is in ${where}: give repository.`, repositories);
	}
	const [commit] = found;
	if (commit) return commit;
	if (repository !== undefined && known.length > 0) {
		const repositories = [...new Set(known.map((other) => other.repository))];
		const where = repositories.join(", ");
		throw new AnswerError("not_found", `Commit ${prefix} is not of ${repository}, but of ${where}.`, repositories);
	}
	throw await unknown(db, prefix, repository);
}

// One repository more than are listed tells no more.
const BY_PREFIX = `
	SELECT commit_sha AS "commitSha", repository
	FROM test_runs WHERE commit_sha LIKE $1 || '%'
	GROUP BY commit_sha, repository
	ORDER BY max(timestamp) DESC LIMIT 20`;

async function unknown(db: Connection, prefix: string, repository: string | undefined): Promise<AnswerError> {
	const [build] = await db.query<{ what: string; timestamp: string }>(BUILDS, [prefix], "builds_by_prefix");
	const heard = build
		? ` It is known by ${build.what} at ${build.timestamp} alone: no test run of it was reported.`
		: " No test run of it was reported, or it is no longer kept.";
	const latest = await db.query<Commit & { branch: string }>(LATEST, [repository ?? null], "latest_commits");
	const listed = latest.map((commit) => `${commit.commitSha.slice(0, 10)} (${commit.repository}, ${commit.branch})`);
	const instead =
		latest.length > 0
			? ` The latest commits with test runs are ${listed.join(", ")}.`
			: await otherwise(db, repository);
	return new AnswerError(
		"not_found",
		`Commit ${prefix} is unknown${repository === undefined ? "" : ` in ${repository}`}.${heard}${instead}`,
		latest.map(({ commitSha }) => commitSha),
	);
}

const BUILDS = `
	SELECT event_type AS what, timestamp FROM build_events
	WHERE commit_sha LIKE $1 || '%' ORDER BY timestamp DESC LIMIT 1`;

const LATEST = `
	SELECT commit_sha AS "commitSha", repository, branch
	FROM (
		SELECT DISTINCT ON (commit_sha) * FROM (
			SELECT commit_sha, repository, branch, timestamp FROM test_runs
			WHERE $1::text IS NULL OR repository = $1
			ORDER BY timestamp DESC LIMIT 100
		) newest ORDER BY commit_sha, timestamp DESC
	) commits
	ORDER BY timestamp DESC LIMIT 5`;

async function otherwise(db: Connection, repository: string | undefined): Promise<string> {
	const rows = await db.query<{ repository: string }>(REPOSITORIES, [], "repositories");
	if (rows.length === 0) return " No test run has come in yet: `vagus report` sends them.";
	const names = rows.map((row) => row.repository);
	const meant = repository === undefined ? [] : nearest(repository, names);
	return ` There is no repository ${repository}.${didYouMean(meant) || ` The repositories are ${names.join(", ")}.`}`;
}

// Steps from one repository to the next in the index, instead of reading all runs.
const REPOSITORIES = `
	WITH RECURSIVE known AS (
		(SELECT repository FROM test_runs ORDER BY repository LIMIT 1)
		UNION ALL
		SELECT (SELECT r.repository FROM test_runs r WHERE r.repository > known.repository ORDER BY r.repository LIMIT 1)
		FROM known WHERE known.repository IS NOT NULL
	)
	SELECT repository FROM known WHERE repository IS NOT NULL LIMIT 50`;
