/** What an investigation reads at most, so that it takes about as long on a large database as on a small one. */
export const investigateLimits = {
	/** On the server, for one statement; what takes longer is left out and said. */
	statementMs: 8_000,
	services: 80,
	/** Spans of a service, and error logs of all, that are read of each part of the time, from its beginning. */
	spansOfPart: 50,
	errorsOfPart: 2_000,
	/** Occurrences of the error that is asked about, of each part. */
	occurrencesOfPart: 200,
	/** Traces of each side of the onset: of all, and of failed ones. */
	traces: 150,
	failedTraces: 100,
	failedTracesOfPart: 6,
	spans: 30_000,
	/** Series among which those that are read are chosen, and measurements that these may have. */
	seriesListed: 20_000,
	series: 3_000,
	points: 2_000_000,
	/** Templates whose occurrences are counted, and how far. */
	templates: 150,
	occurrences: 2_000,
	changes: 200,
} as const;
