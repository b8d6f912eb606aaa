/**
 * Longest texts of columns, in UTF-16 code units; longer ones are cut with a visible mark. A column in a B-tree index
 * must stay well below PostgreSQL's 2,704 bytes an index row, two of them together where an index has two.
 */
export const textLimits = {
	/** Indexed; OpenTelemetry's own names are far shorter. */
	service: 255,
	/** Indexed together with service. */
	environment: 255,
	/** DNS allows 253. */
	hostname: 255,
	/** Indexed. UUIDs, ULIDs and cloud request ids are below 100. */
	requestId: 255,
	userId: 255,
	/** The OpenTelemetry specification's limit for instrument names. Indexed together with service. */
	metricName: 255,
	/** Prefixed and annotated UCUM units; the specification allows 63. */
	unit: 255,
	/** Span names should be of low cardinality, yet some hold a whole SQL statement or URL. */
	operationName: 1024,
	loggerName: 1024,
	eventName: 1024,
	severityText: 255,
	errorType: 1024,
	schemaUrl: 1024,
	scopeVersion: 255,
	/** W3C allows senders 512 characters. */
	traceState: 1024,
	statusMessage: 16 * 1024,
	description: 16 * 1024,
	errorMessage: 16 * 1024,
	/** Enough for some 600 frames. */
	errorStack: 64 * 1024,
	message: 64 * 1024,
} as const;

/**
 * What is kept of the attributes of a record, and of a span's event or link, a point, a resource or a scope. Beyond it
 * the record is kept without the rest, and says how much that is.
 */
export const attributeLimits = {
	/** Attributes. OpenTelemetry's SDKs keep 128 by default. */
	count: 256,
	/** An attribute's name, in UTF-16 code units. */
	key: 255,
	/** A value, in UTF-16 code units: a text as it is, a list or an object as JSON. What a message may have. */
	value: 64 * 1024,
} as const;

/** How far a record's own time may be from the server's. What is only old is taken: its age is for the clean-up. */
export const timeLimits = {
	/**
	 * Further ahead is neither a drift nor a wrong time zone. Such rows would be kept for ever after their age, and each
	 * day of them is a table of TimescaleDB's own.
	 */
	aheadDays: 1,
	/** What is older was recorded by a clock that was never set, or told in another unit. */
	earliest: "2000-01-01T00:00:00.000000Z",
} as const;

/**
 * How many new ones a service may bring in an hour. Beyond it the rows are stored, but what they would make new waits
 * for another hour: a service that writes an id into a label or a word into each message must not fill the indexes.
 */
export const newAnHourLimits = {
	/** A whole fleet may be deployed at once: a hundred hosts with a thousand series each. */
	series: 100_000,
	/** Each is embedded. Large programs have a few thousand logging statements; masking leaves some of them as several. */
	templates: 20_000,
} as const;

/** What one OTLP request may ask of the decoder. */
export const otlpLimits = {
	/** Levels of arrays and maps within a value. Deeper ones overflow stacks, PostgreSQL's own among them. */
	valueDepth: 64,
	/** Records, points and what they are made of. An empty one costs two bytes to send and several hundred in memory. */
	messages: 100_000,
	/** Attributes, items of arrays and of lists of numbers. 20,000 log records with 50 attributes each. */
	values: 1_000_000,
} as const;

/** What one remote-write request may ask. Prometheus sends 2,000 samples at once by default. */
export const prometheusLimits = {
	/** Series, labels, samples, exemplars, histograms and their spans: 20,000 series of 20 labels. */
	messages: 500_000,
	/** Symbols and references to them, bounds and counts of buckets. */
	values: 1_000_000,
	/** Labels of one series; Prometheus's own advice is below ten. */
	labels: 128,
	/** Names and values of one series' labels together, in UTF-16 code units. */
	labelsText: 16 * 1024,
	/** The same over all series of a request, help texts included: one long symbol may be referred to very often. */
	requestText: 16 * 1024 * 1024,
	/** From the first to the last bucket of a native histogram's side, gaps included, which are stored as zeros. */
	buckets: 20_000,
} as const;

/** What one request of pino records may ask. */
export const pinoLimits = {
	/** Lines. An empty record costs three bytes to send and several hundred in memory. */
	records: 100_000,
	/** A longer line, in UTF-16 code units, is not parsed but kept as text. */
	line: 1024 * 1024,
} as const;
