/** Ways in which a record is stored otherwise than it was sent: none of them refuses it. */
export const CHANGES = [
	/** An attribute beyond the limit of their number was left out. */
	"attribute_dropped",
	/** An attribute's name or value was cut. */
	"attribute_cut",
	/** A log record's impossible time was replaced by that of its reception. */
	"time_corrected",
	/** A log record or span of a service with too many new templates stands under one that they share. */
	"template_shared",
	/** A series of a service with too many new ones is not described yet; its points are stored. */
	"series_undescribed",
] as const;

export type Change = (typeof CHANGES)[number];

/** How often each happened in a request. */
export type Changed = Record<Change, number>;

export function unchanged(): Changed {
	return Object.fromEntries(CHANGES.map((change) => [change, 0])) as Changed;
}

/** The sum of what happened in several requests. */
export function sumOfChanges(all: Changed[]): Changed {
	const sum = unchanged();
	for (const changed of all) for (const change of CHANGES) sum[change] += changed[change];
	return sum;
}
