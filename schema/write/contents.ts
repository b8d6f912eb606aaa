import type { Activity, Content } from "../../core/records/content.ts";
import { type InsertOptions, id, insertFromArrays, integer, text, time } from "./unnest.ts";
import { withinHour } from "./withinHour.ts";

const columns = [
	id("content_id", (content: Content) => content.contentId),
	text("kind", (content: Content) => content.kind),
	text("content", (content: Content) => content.content),
];

const onlyNew = {
	key: ["content_id"],
	// Most contents are known: their words need not be computed again to find that out.
	onlyNew: true,
	suffix: "ON CONFLICT DO NOTHING RETURNING content_id",
} satisfies InsertOptions;

// In the order of the batch: the first template of a statement gives the group its id.
const NOTE_ARRIVALS = `
	INSERT INTO content_arrivals (content_id)
	SELECT written.content_id FROM written JOIN u USING (content_id) ORDER BY u.place`;

export const insertContents = insertFromArrays<Content>("observability_embeddings", columns, {
	...onlyNew,
	followedBy: NOTE_ARRIVALS,
});

/** A content, and a service that says it. */
export interface SaidContent extends Content {
	service: string;
}

const within = withinHour("templates", "observability_embeddings", "content_id");

/** The same of what services say by themselves, as often as they will. */
export const insertSaidContents = insertFromArrays<SaidContent>(
	"observability_embeddings",
	[...columns, { ...text("service", ({ service }) => service), aside: true }],
	{
		...onlyNew,
		...within,
		name: "insert_said_contents",
		followedBy: `, arrived AS (${NOTE_ARRIVALS}) ${within.followedBy}`,
	},
);

export const upsertActivity = insertFromArrays<Activity>(
	"template_activity",
	[
		id("content_id", (activity) => activity.contentId),
		time("bucket", (activity) => activity.bucket),
		text("service", (activity) => activity.service),
		text("environment", (activity) => activity.environment),
		text("level", (activity) => activity.level),
		integer("count", (activity) => activity.count),
		time("first_seen", (activity) => activity.firstSeen),
		time("last_seen", (activity) => activity.lastSeen),
	],
	{
		key: ["content_id", "bucket", "service", "environment", "level"],
		suffix: `ON CONFLICT (content_id, bucket, service, environment, level) DO UPDATE SET
			count = template_activity.count + excluded.count,
			first_seen = least(template_activity.first_seen, excluded.first_seen),
			last_seen = greatest(template_activity.last_seen, excluded.last_seen)`,
		followedBy: `INSERT INTO error_sightings (content_id, service, environment, count, first_seen, last_seen)
			SELECT u.content_id, u.service, u.environment, u.count, u.first_seen::timestamptz, u.last_seen::timestamptz
			FROM u WHERE u.level IN ('error', 'fatal')`,
	},
);
