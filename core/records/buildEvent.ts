import type { Sighting } from "../activity.ts";
import type { Content } from "./content.ts";

export type BuildEventType = "build_start" | "build_complete" | "deploy_start" | "deploy_complete" | "push";
export type BuildStatus = "in_progress" | "success" | "failure" | "cancelled" | "skipped";

/** One row of `build_events`. Times are ISO 8601 in UTC. */
export interface BuildEvent {
	/** Chosen by the sender, or a hash of the content: the same event again is no second row. */
	eventId: string;
	timestamp: string;
	repository: string;
	branch: string;
	commitSha: string;
	eventType: BuildEventType;
	status: BuildStatus;
	startedAt: string | null;
	completedAt: string | null;
	durationMs: number | null;
	ciProvider: string | null;
	/** Where a deployment goes. */
	environment: string | null;
	/** What is built or deployed, by the name under which its telemetry comes. */
	service: string | null;
	/** JSON text. */
	artifacts: string | null;
	/** JSON text. */
	metadata: string | null;
	errorMessage: string | null;
	/** Template of what went wrong; null where nothing did. */
	templateId: string | null;
}

/** All rows of one request, ready to be written in one transaction. Contents are keyed by their id. */
export interface BuildRows {
	events: BuildEvent[];
	contents: Map<string, Content>;
	/** What each failed event counts as, by its id: where the event is new. */
	sightings: Map<string, Sighting>;
}
