/** What one transaction of grouping does at most: others wait for it, and the embedded database for all of it. */
export const groupingLimits = {
	/** New contents whose templates are grouped; each may ask for the deciding templates of a layout. */
	arrivals: 100,
	/** Sightings of errors that are counted. */
	sightings: 2_000,
	/** New groups of errors that are compared with those before them. */
	compared: 20,
} as const;
