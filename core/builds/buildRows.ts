import { contentId } from "../contentId.ts";
import type { BuildEvent, BuildRows } from "../records/buildEvent.ts";
import { contentOf } from "../templates/logContent.ts";
import type { SentBuildEvent } from "./sentBuildEvents.ts";

/** The event in rows: a failed one has a template of what went wrong, which counts as an error of its service. */
export function buildRows(sent: SentBuildEvent[], { receivedAt }: { receivedAt: Date }): BuildRows {
	return rowsOf(sent.map((event) => eventOf(event, receivedAt)));
}

/** Events with the contents of those that failed, and what they count as. */
export function rowsOf(events: Omit<BuildEvent, "templateId">[]): BuildRows {
	const rows: BuildRows = { events: [], contents: new Map(), sightings: new Map() };
	for (const event of events) {
		if (event.status !== "failure") {
			rows.events.push({ ...event, templateId: null });
			continue;
		}
		const content = contentOf("build", event.errorMessage ?? `${event.eventType} failed`);
		rows.contents.set(content.contentId, content);
		rows.events.push({ ...event, templateId: content.contentId });
		rows.sightings.set(event.eventId, {
			contentId: content.contentId,
			timestamp: event.timestamp,
			service: event.service ?? event.repository,
			environment: event.environment ?? "ci",
			level: "error",
		});
	}
	return rows;
}

function eventOf(sent: SentBuildEvent, receivedAt: Date): Omit<BuildEvent, "templateId"> {
	const startedAt = sent.startedAt ?? null;
	const completedAt = sent.completedAt ?? null;
	return {
		eventId: sent.eventId ?? `content:${contentId("build", JSON.stringify(sent))}`,
		timestamp: earlier(sent.timestamp ?? completedAt ?? startedAt, receivedAt),
		repository: sent.repository,
		branch: sent.branch,
		commitSha: sent.commitSha,
		eventType: sent.eventType,
		status: sent.status ?? "in_progress",
		startedAt,
		completedAt,
		durationMs: sent.durationMs ?? between(startedAt, completedAt),
		ciProvider: sent.ciProvider ?? null,
		environment: sent.environment ?? null,
		service: sent.service ?? null,
		artifacts: sent.artifacts ?? null,
		metadata: sent.metadata ?? null,
		errorMessage: sent.errorMessage ?? null,
	};
}

/** A clock that is ahead must not have an event outlive its age; what it says of start and end is kept. */
function earlier(time: string | null, receivedAt: Date): string {
	const received = receivedAt.toISOString();
	return time !== null && time < received ? time : received;
}

/** Milliseconds, null where an end is not known or lies before the start. */
export function between(start: string | null, end: string | null): number | null {
	if (!start || !end) return null;
	const duration = Date.parse(end) - Date.parse(start);
	return duration >= 0 ? duration : null;
}
