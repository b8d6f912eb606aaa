import { readFileSync } from "node:fs";

type Variables = Record<string, string | undefined>;

/** What a CI tells its jobs; what it does not tell is null. */
export interface CiState {
	provider: string;
	repository: string | null;
	branch: string | null;
	/** The commit that somebody pushed, not one that the CI made by merging it. */
	commit: string | null;
	runId: string | null;
	attempt: string | null;
	job: string | null;
	url: string | null;
}

/** Reads the variables of a CI. `provider` is its name as std-env has it; of an unknown one all variables are tried. */
export function ciState(provider: string, env: Variables): CiState {
	const known = PROVIDERS[provider];
	const sources = known ? [known] : Object.values(PROVIDERS);
	const first = (field: Exclude<keyof CiState, "provider">) =>
		sources
			.flatMap((source) => source[field] ?? [])
			.map((source) => (typeof source === "function" ? source(env) : env[source]))
			.find(Boolean) ?? null;
	return {
		provider,
		repository: first("repository"),
		branch: first("branch")?.replace(/^refs\/heads\//, "") ?? null,
		commit: first("commit"),
		runId: first("runId"),
		attempt: first("attempt"),
		job: first("job"),
		url: first("url"),
	};
}

/** A variable's name, or a value made of several. Those that come first win: a request's source before its target. */
type Source = string | ((env: Variables) => string | null | undefined);

const PROVIDERS: Record<string, Partial<Record<Exclude<keyof CiState, "provider">, Source[]>>> = {
	github_actions: {
		repository: ["GITHUB_REPOSITORY"],
		branch: ["GITHUB_HEAD_REF", "GITHUB_REF_NAME"],
		commit: [githubHead, "GITHUB_SHA"],
		runId: ["GITHUB_RUN_ID"],
		attempt: ["GITHUB_RUN_ATTEMPT"],
		job: ["GITHUB_JOB"],
		url: [
			({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run }) =>
				server && `${server}/${repository}/actions/runs/${run}`,
		],
	},
	gitlab: {
		repository: ["CI_PROJECT_PATH"],
		branch: ["CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_COMMIT_BRANCH", "CI_COMMIT_REF_NAME"],
		commit: ["CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", "CI_COMMIT_SHA"],
		runId: ["CI_PIPELINE_ID"],
		attempt: ["CI_JOB_ID"],
		job: ["CI_JOB_NAME"],
		url: ["CI_JOB_URL"],
	},
	bitbucket: {
		repository: ["BITBUCKET_REPO_FULL_NAME"],
		branch: ["BITBUCKET_BRANCH"],
		commit: ["BITBUCKET_COMMIT"],
		runId: ["BITBUCKET_PIPELINE_UUID"],
		attempt: ["BITBUCKET_STEP_RUN_NUMBER"],
		job: ["BITBUCKET_STEP_UUID"],
	},
	circle: {
		repository: [
			({ CIRCLE_PROJECT_USERNAME: owner, CIRCLE_PROJECT_REPONAME: name }) => owner && name && `${owner}/${name}`,
		],
		branch: ["CIRCLE_BRANCH"],
		commit: ["CIRCLE_SHA1"],
		runId: ["CIRCLE_WORKFLOW_ID"],
		attempt: ["CIRCLE_BUILD_NUM"],
		job: ["CIRCLE_JOB"],
		url: ["CIRCLE_BUILD_URL"],
	},
	azure_pipelines: {
		branch: ["SYSTEM_PULLREQUEST_SOURCEBRANCH", "BUILD_SOURCEBRANCH"],
		commit: ["SYSTEM_PULLREQUEST_SOURCECOMMITID", "BUILD_SOURCEVERSION"],
		runId: ["BUILD_BUILDID"],
		attempt: ["SYSTEM_JOBATTEMPT"],
		job: ["SYSTEM_JOBNAME"],
		url: [
			({ SYSTEM_TEAMFOUNDATIONCOLLECTIONURI: server, SYSTEM_TEAMPROJECT: project, BUILD_BUILDID: build }) =>
				server && `${server}${project}/_build/results?buildId=${build}`,
		],
	},
	buildkite: {
		branch: ["BUILDKITE_BRANCH"],
		commit: ["BUILDKITE_COMMIT"],
		runId: ["BUILDKITE_BUILD_ID"],
		attempt: ["BUILDKITE_RETRY_COUNT"],
		job: ["BUILDKITE_LABEL", "BUILDKITE_JOB_ID"],
		url: ["BUILDKITE_BUILD_URL"],
	},
	travis: {
		repository: ["TRAVIS_REPO_SLUG"],
		branch: ["TRAVIS_PULL_REQUEST_BRANCH", "TRAVIS_BRANCH"],
		commit: ["TRAVIS_PULL_REQUEST_SHA", "TRAVIS_COMMIT"],
		runId: ["TRAVIS_BUILD_ID"],
		job: ["TRAVIS_JOB_NAME", "TRAVIS_JOB_ID"],
		url: ["TRAVIS_JOB_WEB_URL"],
	},
	drone: {
		repository: ["DRONE_REPO"],
		branch: ["DRONE_SOURCE_BRANCH", "DRONE_BRANCH"],
		commit: ["DRONE_COMMIT_SHA"],
		runId: ["DRONE_BUILD_NUMBER"],
		job: ["DRONE_STEP_NAME"],
		url: ["DRONE_BUILD_LINK"],
	},
	jenkins: {
		branch: ["CHANGE_BRANCH", "BRANCH_NAME", ({ GIT_BRANCH: branch }) => branch?.replace(/^origin\//, "")],
		commit: ["GIT_COMMIT"],
		runId: ["BUILD_TAG"],
		job: ["JOB_NAME"],
		url: ["BUILD_URL"],
	},
};

/** On a pull request GitHub checks out a merge that nobody has on their machine; the event knows what was pushed. */
function githubHead({ GITHUB_EVENT_PATH: path }: Variables): string | null {
	if (!path) return null;
	try {
		const event = JSON.parse(readFileSync(path, "utf8")) as { pull_request?: { head?: { sha?: string } } };
		return event.pull_request?.head?.sha ?? null;
	} catch {
		return null;
	}
}
