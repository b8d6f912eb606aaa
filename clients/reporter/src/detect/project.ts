import { realpathSync } from "node:fs";
import { arch, platform, release } from "node:os";
import { basename } from "node:path";
import { detectAgent, detectProvider, isCI } from "std-env";
import type { SentCiReport } from "../../../../core/report/ciReport.ts";
import manifest from "../../package.json" with { type: "json" };
import { type CiState, ciState } from "./ci.ts";
import { gitState, isCommitHash } from "./git.ts";
import { nodeVersion } from "./nodeVersion.ts";
import { packagesOf } from "./packages.ts";

/** What a run is about and where it ran, as far as it can be found out. */
export interface Project {
	/** The folder that all paths are relative to. */
	root: string;
	/** Where the report is made. */
	folder: string;
	/** What tells this job of the CI from its others; empty outside of one. */
	job: string;
	known: Omit<SentCiReport, "runId" | "timestamp" | "durationMs" | "tests" | "lint" | "coverage">;
}

/** What the user gives himself. */
export type Given = Partial<Pick<SentCiReport, "source" | "repository" | "branch" | "nodeVersion">> & {
	commit?: string;
};

export async function detectProject(cwd: string, given: Given): Promise<Project> {
	const folder = realpathSync.native(cwd);
	const git = await gitState(folder);
	const root = git.root ?? folder;
	const agent = detectAgent().name;
	const ci = isCI && process.env.CI !== "false" ? ciState(detectProvider().name, process.env) : null;
	const { manager, lockfileHash } = await packagesOf(folder, root, process.env);
	// Some CIs name what was asked for: a branch, or HEAD.
	const commitSha = [given.commit, ci?.commit, git.commit].find(isCommitHash)?.toLowerCase() ?? UNKNOWN;
	return {
		root,
		folder,
		job: ci ? [ci.provider, ci.runId, ci.attempt, ci.job].join("/") : "",
		known: {
			repository: given.repository ?? ci?.repository ?? git.repository ?? (basename(root) || UNKNOWN),
			branch: given.branch ?? ci?.branch ?? git.branch ?? UNKNOWN,
			commitSha,
			// Who tests is more than where: an agent may work on a CI's machine.
			source: given.source ?? (agent ? "agent" : ci ? "ci" : "local"),
			nodeVersion: given.nodeVersion ?? (await nodeVersion(folder, process.env)),
			packageManager: manager,
			lockfileHash,
			metadata: withoutNulls({
				...ciMetadata(ci),
				agent,
				os: platform(),
				osRelease: release(),
				arch: arch(),
				dirty: git.dirty,
				checkoutSha: git.commit === commitSha ? null : git.commit,
				reporter: `${manifest.name}@${manifest.version}`,
			}),
		},
	};
}

/** Without git and without a CI that says it. */
const UNKNOWN = "unknown";

function ciMetadata(ci: CiState | null): Record<string, string | null> {
	if (!ci) return {};
	const { provider, runId, attempt, job, url } = ci;
	return { ciProvider: provider || "unknown", ciRunId: runId, ciAttempt: attempt, ciJob: job, ciRunUrl: url };
}

function withoutNulls<Value>(entries: Record<string, Value | null | undefined>): Record<string, Value> {
	return Object.fromEntries(Object.entries(entries).filter((entry): entry is [string, Value] => entry[1] != null));
}
