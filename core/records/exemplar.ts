/** A sample's example: it belongs to the first point of its series from its time on. */
export interface ExemplarRecord {
	seriesId: string;
	timestamp: string;
	/** JSON text: one item of a point's `exemplars`. */
	exemplar: string;
}
